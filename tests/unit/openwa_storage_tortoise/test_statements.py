from openwa_storage_tortoise.message_writes import END_OUTGOING
from openwa_storage_tortoise.statements import Statement, for_sqlite

MOVE = Statement(
    table="pets",
    columns=(("id", "bigint"), ("seen", "timestamptz")),
    sql="UPDATE pets SET seen = u.seen FROM {rows} WHERE pets.id = u.id",
    identity=("id",),
)


def test_sqlite_takes_one_row() -> None:
    assert MOVE.sqlite == (
        "UPDATE pets SET seen = u.seen FROM (SELECT ?1 AS id, ?2 AS seen) AS u WHERE pets.id = u.id"
    )


def test_postgres_takes_arrays_and_answers_identities() -> None:
    assert MOVE.postgres == (
        "UPDATE pets SET seen = u.seen FROM unnest($1::bigint[], $2::timestamptz[]) AS u(id, seen) "
        "WHERE pets.id = u.id RETURNING pets.id"
    )


def test_statement_knows_where_its_identity_and_moments_stand() -> None:
    assert (MOVE.places, MOVE.moments) == ((0,), (1,))
    assert (END_OUTGOING.places, END_OUTGOING.moments) == ((0, 1), ())


def test_placeholders_keep_their_numbers() -> None:
    assert for_sqlite("a = $2 AND b = $12 AND c = $1") == "a = ?2 AND b = ?12 AND c = ?1"
