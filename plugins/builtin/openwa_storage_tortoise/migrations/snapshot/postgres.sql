-- All migrations in one, for a new database: python -m openwa_storage_tortoise.render
CREATE TABLE IF NOT EXISTS "tortoise_migrations" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "app" VARCHAR(255) NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
CREATE TABLE "api_keys" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "sessions" TEXT,
    "networks" TEXT,
    "prefix" VARCHAR(32) NOT NULL,
    "digest" VARCHAR(64) NOT NULL UNIQUE,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "last_used_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ
);
COMMENT ON TABLE "api_keys" IS 'Who may call. Holds the digest, never the key.';
CREATE TABLE "dead_letters" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "sink" VARCHAR(64) NOT NULL,
    "seq" BIGINT NOT NULL,
    "attempts" INT NOT NULL,
    "error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_dead_letter_sink_c60742" UNIQUE ("sink", "seq")
);
COMMENT ON TABLE "dead_letters" IS 'An event that a sink gave up.';
CREATE TABLE "events" (
    "seq" BIGSERIAL NOT NULL PRIMARY KEY,
    "id" VARCHAR(64) NOT NULL UNIQUE,
    "session_id" VARCHAR(64) NOT NULL,
    "chat_id" VARCHAR(128),
    "type" VARCHAR(64) NOT NULL,
    "time" TIMESTAMPTZ NOT NULL,
    "data" TEXT NOT NULL
);
CREATE INDEX "idx_events_session_1fae54" ON "events" ("session_id", "seq");
COMMENT ON TABLE "events" IS 'One line of the append-only log. It outlives its session.';
CREATE TABLE "idempotent_requests" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "caller" VARCHAR(64) NOT NULL,
    "route" VARCHAR(128) NOT NULL,
    "key" VARCHAR(255) NOT NULL,
    "body_digest" VARCHAR(64) NOT NULL,
    "status" INT,
    "response" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_idempotent__caller_7edd77" UNIQUE ("caller", "route", "key")
);
CREATE INDEX "idx_idempotent__expires_8b3e61" ON "idempotent_requests" ("expires_at");
COMMENT ON TABLE "idempotent_requests" IS 'The answer to a request with an `Idempotency-Key`.';
CREATE TABLE "log_head" (
    "log" VARCHAR(16) NOT NULL  PRIMARY KEY,
    "seq" BIGINT NOT NULL
);
COMMENT ON TABLE "log_head" IS 'The last `seq` given. Locked until commit: `seq` follows the commits.';
CREATE TABLE "messages" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "session_id" VARCHAR(64) NOT NULL,
    "key" VARCHAR(255),
    "message_id" VARCHAR(255) NOT NULL,
    "chat_id" VARCHAR(128) NOT NULL,
    "from_me" BOOL NOT NULL,
    "sender" VARCHAR(128) NOT NULL,
    "recipient" VARCHAR(128) NOT NULL,
    "author" VARCHAR(128),
    "lid" VARCHAR(128),
    "push_name" TEXT,
    "type" VARCHAR(32) NOT NULL,
    "body" TEXT NOT NULL,
    "content" TEXT,
    "has_media" BOOL NOT NULL,
    "quoted_message_id" VARCHAR(255),
    "mentioned_ids" TEXT,
    "wa_timestamp" BIGINT,
    "ack" SMALLINT,
    "state" VARCHAR(16) NOT NULL,
    "epoch" BIGINT,
    "attempts" INT NOT NULL,
    "error_code" VARCHAR(64),
    "error_message" TEXT,
    "created_at" TIMESTAMPTZ,
    CONSTRAINT "uid_messages_session_a4f7ce" UNIQUE ("session_id", "message_id"),
    CONSTRAINT "uid_messages_session_2aa4d0" UNIQUE ("session_id", "key")
);
CREATE INDEX "idx_messages_session_78e833" ON "messages" ("session_id", "chat_id", "wa_timestamp", "id");
CREATE INDEX "idx_messages_session_43fb3f" ON "messages" ("session_id", "id") WHERE state IN ('accepted', 'sending');
COMMENT ON TABLE "messages" IS 'A message, and for one of ours its place in the send queue of record.';
CREATE TABLE "plugin_state" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "area" VARCHAR(64) NOT NULL,
    "key" VARCHAR(255) NOT NULL,
    "value" TEXT NOT NULL,
    CONSTRAINT "uid_plugin_stat_area_0fbc0c" UNIQUE ("area", "key")
);
COMMENT ON TABLE "plugin_state" IS 'The private area of a plugin instance.';
CREATE TABLE "sessions" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "name" VARCHAR(64) NOT NULL UNIQUE,
    "engine" VARCHAR(64) NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "reason" VARCHAR(32),
    "detail" TEXT,
    "wanted" BOOL NOT NULL,
    "phone_number" VARCHAR(32),
    "push_name" TEXT,
    "platform" VARCHAR(64),
    "lid" VARCHAR(128),
    "connected_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "owner" VARCHAR(128),
    "epoch" BIGINT NOT NULL,
    "lease_until" TIMESTAMPTZ,
    "config" TEXT,
    "proxy" TEXT
);
CREATE INDEX "idx_sessions_created_e1543a" ON "sessions" ("created_at", "id");
CREATE INDEX "idx_sessions_owner_3cd8da" ON "sessions" ("owner");
COMMENT ON TABLE "sessions" IS 'One WhatsApp account, and which process may write it.';
CREATE TABLE "identities" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "lid" VARCHAR(128) NOT NULL,
    "chat_id" VARCHAR(128) NOT NULL,
    "seen_at" TIMESTAMPTZ NOT NULL,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_identities_session_af6284" UNIQUE ("session_id", "lid")
);
CREATE INDEX "idx_identities_session_0b58c9" ON "identities" ("session_id", "chat_id");
COMMENT ON TABLE "identities" IS 'The two ids of one person, as one account knows them.';
CREATE TABLE "media" (
    "name" VARCHAR(128) NOT NULL  PRIMARY KEY,
    "message_id" VARCHAR(255) NOT NULL,
    "mimetype" VARCHAR(255) NOT NULL,
    "filename" TEXT,
    "size" BIGINT NOT NULL,
    "digest" VARCHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_media_session_08ad66" UNIQUE ("session_id", "message_id")
);
CREATE INDEX "idx_media_created_ea8984" ON "media" ("created_at");
COMMENT ON TABLE "media" IS 'A file that belongs to a message.';
CREATE TABLE "sink_cursors" (
    "sink" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "attempts" INT NOT NULL,
    "due_at" TIMESTAMPTZ,
    "error" TEXT,
    "updated_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "sink_cursors" IS 'How far a durable sink has come, and when it is to be tried again.';
CREATE TABLE "batches" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "batch_id" VARCHAR(255) NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "total" INT NOT NULL,
    "sent" INT NOT NULL,
    "failed" INT NOT NULL,
    "cancelled" INT NOT NULL,
    "delay_ms" INT NOT NULL,
    "randomize_delay" BOOL NOT NULL,
    "stop_on_error" BOOL NOT NULL,
    "due_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ,
    "completed_at" TIMESTAMPTZ,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_batches_session_72ff80" UNIQUE ("session_id", "batch_id")
);
CREATE INDEX "idx_batches_due_at_89f636" ON "batches" ("due_at");
COMMENT ON TABLE "batches" IS 'Many messages in one request.';
CREATE TABLE "batch_items" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "position" INT NOT NULL,
    "chat_id" VARCHAR(128) NOT NULL,
    "type" VARCHAR(32) NOT NULL,
    "content" TEXT NOT NULL,
    "variables" TEXT,
    "state" VARCHAR(16) NOT NULL,
    "key" VARCHAR(255),
    "message_id" VARCHAR(255),
    "error_code" VARCHAR(64),
    "error_message" TEXT,
    "settled_at" TIMESTAMPTZ,
    "batch_id" BIGINT NOT NULL REFERENCES "batches" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_batch_items_batch_i_22c149" UNIQUE ("batch_id", "position")
);
COMMENT ON TABLE "batch_items" IS 'One message of a batch.';
CREATE TABLE "webhooks" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "url" VARCHAR(2048) NOT NULL,
    "events" TEXT NOT NULL,
    "headers" TEXT,
    "secret" TEXT,
    "previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ,
    "active" BOOL NOT NULL,
    "failing_since" TIMESTAMPTZ,
    "disabled_at" TIMESTAMPTZ,
    "disabled_reason" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_webhooks_session_008191" UNIQUE ("session_id", "url")
);
COMMENT ON TABLE "webhooks" IS 'An endpoint of a session. Secrets and headers are encrypted.';
CREATE TABLE "deliveries" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "chat_id" VARCHAR(128),
    "idempotency_key" VARCHAR(512) NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "attempts" INT NOT NULL,
    "due_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "settled_at" TIMESTAMPTZ,
    "webhook_id" VARCHAR(64) NOT NULL REFERENCES "webhooks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_deliveries_webhook_c24431" UNIQUE ("webhook_id", "seq")
);
CREATE INDEX "idx_deliveries_due_at_15f9a0" ON "deliveries" ("due_at", "id");
COMMENT ON TABLE "deliveries" IS 'One event on its way to one webhook: a row for each pair, ever.';
CREATE TABLE "delivery_attempts" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "number" INT NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "duration_ms" INT NOT NULL,
    "status" INT,
    "error" VARCHAR(64),
    "response" TEXT,
    "delivery_id" BIGINT NOT NULL REFERENCES "deliveries" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_delivery_at_deliver_bd405d" UNIQUE ("delivery_id", "number")
);
COMMENT ON TABLE "delivery_attempts" IS 'What came of one request.';
ALTER TABLE "idempotent_requests" ADD COLUMN "target" VARCHAR(255);
DROP TABLE "media" CASCADE;
CREATE TABLE "media" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "target" VARCHAR(255) NOT NULL,
    "message_id" VARCHAR(255) NOT NULL,
    "chat_id" VARCHAR(128) NOT NULL,
    "mimetype" TEXT NOT NULL,
    "filename" TEXT,
    "size" BIGINT,
    "duration_s" DOUBLE PRECISION,
    "state" VARCHAR(16) NOT NULL,
    "name" VARCHAR(128),
    "digest" VARCHAR(64),
    "error" TEXT,
    "attempts" INT NOT NULL,
    "due_at" TIMESTAMPTZ,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_media_session_805cd5" UNIQUE ("session_id", "target")
);
CREATE INDEX "idx_media_due_at_923ec2" ON "media" ("due_at");
CREATE INDEX "idx_media_name_0f8f1d" ON "media" ("name");
COMMENT ON TABLE "media" IS 'The file of a message: where it is, and what became of fetching it.';
CREATE TABLE "reactions" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "session_id" VARCHAR(64) NOT NULL,
    "message_id" VARCHAR(255) NOT NULL,
    "sender" VARCHAR(128) NOT NULL,
    "emoji" TEXT NOT NULL,
    "wa_timestamp" BIGINT NOT NULL,
    CONSTRAINT "uid_reactions_session_8dda61" UNIQUE ("session_id", "message_id", "sender")
);
COMMENT ON TABLE "reactions" IS 'The latest reaction of a person to a message, empty when taken back.';
ALTER TABLE "messages" ADD COLUMN "edited_at" BIGINT;
DROP TABLE "delivery_attempts" CASCADE;
DROP TABLE "deliveries" CASCADE;
DROP TABLE "webhooks" CASCADE;
DROP TABLE "sink_cursors" CASCADE;
DROP TABLE "dead_letters" CASCADE;
CREATE TABLE "dead_letters" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "sink" VARCHAR(64) NOT NULL,
    "seq" BIGINT NOT NULL,
    "event_id" VARCHAR(64) NOT NULL,
    "session_id" VARCHAR(64) NOT NULL,
    "chat_id" VARCHAR(128),
    "type" VARCHAR(64) NOT NULL,
    "time" TIMESTAMPTZ NOT NULL,
    "data" TEXT NOT NULL,
    "error" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_dead_letter_sink_c60742" UNIQUE ("sink", "seq")
);
COMMENT ON TABLE "dead_letters" IS 'An event that a sink refused, whole: it outlives its line in the log.';
CREATE TABLE "sink_cursors" (
    "sink" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "moved_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "sink_cursors" IS 'How far a durable sink has come.';
CREATE TABLE "webhooks" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "url" VARCHAR(2048) NOT NULL,
    "types" TEXT,
    "chats" TEXT,
    "is_group" BOOL,
    "from_me" BOOL,
    "secrets" TEXT,
    "header_names" TEXT,
    "headers" TEXT,
    "active" BOOL NOT NULL,
    "failing_since" TIMESTAMPTZ,
    "last_success_at" TIMESTAMPTZ,
    "disabled_at" TIMESTAMPTZ,
    "disabled_reason" VARCHAR(16),
    "created_at" TIMESTAMPTZ NOT NULL,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_webhooks_session_008191" UNIQUE ("session_id", "url")
);
COMMENT ON TABLE "webhooks" IS 'An endpoint of a session. Secrets and headers are encrypted.';
CREATE TABLE "deliveries" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "attempts" INT NOT NULL,
    "step" INT NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "attempt_id" VARCHAR(64),
    "attempt_at" TIMESTAMPTZ,
    "webhook_id" VARCHAR(64) NOT NULL REFERENCES "webhooks" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_deliveries_webhook_c24431" UNIQUE ("webhook_id", "seq")
);
CREATE INDEX "idx_deliveries_seq_6dcffb" ON "deliveries" ("seq");
CREATE INDEX "idx_deliveries_webhook_c24431" ON "deliveries" ("webhook_id", "seq") WHERE state = 'fresh';
CREATE INDEX "idx_deliveries_webhook_a265ee" ON "deliveries" ("webhook_id", "due_at", "seq") WHERE state = 'pending';
CREATE INDEX "idx_deliveries_webhook_286bb2" ON "deliveries" ("webhook_id") WHERE attempt_id IS NOT NULL;
COMMENT ON TABLE "deliveries" IS 'One event on its way to one webhook: a row for each pair, ever.';
CREATE TABLE "delivery_attempts" (
    "id" VARCHAR(64) NOT NULL  PRIMARY KEY,
    "seq" BIGINT,
    "event_id" VARCHAR(64),
    "event" VARCHAR(64) NOT NULL,
    "number" INT NOT NULL,
    "started_at" TIMESTAMPTZ NOT NULL,
    "duration_ms" INT,
    "status" INT,
    "error" VARCHAR(16),
    "response" TEXT,
    "succeeded" BOOL NOT NULL,
    "webhook_id" VARCHAR(64) NOT NULL REFERENCES "webhooks" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_delivery_at_webhook_6e4e63" ON "delivery_attempts" ("webhook_id", "started_at");
CREATE INDEX "idx_delivery_at_seq_bcc79b" ON "delivery_attempts" ("seq");
COMMENT ON TABLE "delivery_attempts" IS 'What came of one request. A test''s belongs to no event.';
CREATE TABLE "notices" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "session_id" VARCHAR(64) NOT NULL,
    "notice_id" VARCHAR(255) NOT NULL,
    CONSTRAINT "uid_notices_session_c1f83a" UNIQUE ("session_id", "notice_id")
);
COMMENT ON TABLE "notices" IS 'A notice of a group, of which the events are written.';
DROP TABLE "batch_items" CASCADE;
DROP TABLE "batches" CASCADE;
CREATE TABLE "batches" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "batch_id" VARCHAR(255) NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "delay_ms" INT NOT NULL,
    "randomize_delay" BOOL NOT NULL,
    "stop_on_error" BOOL NOT NULL,
    "due_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "started_at" TIMESTAMPTZ,
    "completed_at" TIMESTAMPTZ,
    "session_id" VARCHAR(64) NOT NULL REFERENCES "sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_batches_session_72ff80" UNIQUE ("session_id", "batch_id")
);
CREATE INDEX "idx_batches_due_at_89f636" ON "batches" ("due_at");
COMMENT ON TABLE "batches" IS 'Many messages in one request.';
CREATE TABLE "batch_items" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "position" INT NOT NULL,
    "chat_id" VARCHAR(128) NOT NULL,
    "body" TEXT NOT NULL,
    "content" TEXT,
    "quoted_message_id" VARCHAR(255),
    "mentioned_ids" TEXT,
    "file" VARCHAR(255),
    "state" VARCHAR(16) NOT NULL,
    "key" VARCHAR(255),
    "message_id" VARCHAR(255),
    "error_code" VARCHAR(64),
    "error_message" TEXT,
    "settled_at" TIMESTAMPTZ,
    "batch_id" BIGINT NOT NULL REFERENCES "batches" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_batch_items_batch_i_22c149" UNIQUE ("batch_id", "position")
);
COMMENT ON TABLE "batch_items" IS 'One message of a batch.';
