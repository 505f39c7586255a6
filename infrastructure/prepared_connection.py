"""A connection that asks the driver directly for what has been asked before (docs/adr/0022)."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, Insert, SelectBase, Update
from sqlalchemy.engine.result import IteratorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import RollbackToSavepointClause

from infrastructure.prepared import (
    KNOWN,
    NOTHING,
    POSTGRESQL,
    Prepared,
    Values,
    can_be_prepared,
    prepared_form,
)

_MOST_UNSENT: Final = 1_000
"""How many rows wait in memory at most: a decision writes far fewer, a rebuild far more."""
_DIRECT: Final[tuple[type[Any], ...]] = (SelectBase, Insert, Update)


class _Asked(NamedTuple):
    """A statement with the values of one row, or of `many`."""

    prepared: Prepared
    values: Any
    many: bool

    def ask(self, cursor: Any) -> None:
        if self.many:
            cursor.executemany(self.prepared.text, self.values)
        else:
            cursor.execute(self.prepared.text, self.values, **self.prepared.options)


class PreparedConnection(Connection):
    """A connection on which what is executed again is not worked out again.

    It gives what `Connection.execute` gives, except that rows are read at once, and that there is
    no result where there are no rows: what such a statement writes is sent, where the driver can,
    together with all that is written before something is read or committed.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._unsent: Final[list[_Asked]] = []
        self._rows_unsent = 0
        self._known: Final = KNOWN.setdefault(self.dialect.name, {})
        self._is_watched: Final = bool(self.dispatch.before_cursor_execute)

    def execute(
        self,
        statement: Any,
        parameters: Any = None,
        *,
        execution_options: Any = None,
    ) -> Any:
        """Execute a statement with the values of one row, or of each of a list of rows.

        Raises:
            DBAPIError: as the driver says it, of this statement or of what was not sent before.
        """
        many = isinstance(parameters, list | tuple) and len(parameters) > 0
        first: Values = (parameters[0] if many else parameters) or NOTHING
        prepared = None
        if not execution_options and self._directly(statement):
            prepared = prepared_form(self._known, statement, first, self.dialect)
        if prepared is None:
            if isinstance(statement, RollbackToSavepointClause):
                self._unsent.clear()  # written since the savepoint, which sent what was before it
                self._rows_unsent = 0
            self._send()
            return super().execute(statement, parameters, execution_options=execution_options)
        if many and len(parameters) > 1:
            return self._ask(_Asked(prepared, list(map(prepared.values, parameters)), many=True))
        return self._ask(_Asked(prepared, prepared.values(first), many=False))

    def exec_driver_sql(self, *asked: Any, **options: Any) -> Any:
        """Execute the driver's own SQL, as `Connection` does."""
        self._send()
        return super().exec_driver_sql(*asked, **options)

    def commit(self) -> None:
        """Send what is unsent, and commit."""
        self._send()
        super().commit()

    def rollback(self) -> None:
        """Forget what is unsent, and roll back."""
        self._unsent.clear()
        self._rows_unsent = 0
        super().rollback()

    def _directly(self, statement: Any) -> bool:
        """Tell whether nothing but the statement and its values decides what is done."""
        return (
            isinstance(statement, _DIRECT)
            and not self._is_watched
            and self.in_transaction()
            and not self.get_execution_options()
            and can_be_prepared(statement)
        )

    def _ask(self, asked: _Asked) -> Any:
        keys = asked.prepared.keys
        if keys is None and self.dialect.name == POSTGRESQL:
            self._unsent.append(asked)
            self._rows_unsent += len(asked.values) if asked.many else 1
            if self._rows_unsent >= _MOST_UNSENT:
                self._send()
            return None
        self._send()
        cursor = self._cursor()
        try:
            asked.ask(cursor)
            if keys is None:
                return None
            return IteratorResult(keys, asked.prepared.rows(cursor.fetchall()))
        except self.dialect.loaded_dbapi.Error as error:
            raise self._told(error, asked.prepared.text) from error
        finally:
            cursor.close()

    def _cursor(self) -> Any:
        """Return a cursor that takes a statement as it was prepared."""
        if self.dialect.name == POSTGRESQL:
            return self.dialect.loaded_dbapi.RawCursor(self.connection.driver_connection)
        return self.connection.cursor()

    def _send(self) -> None:
        """Send what was written and is unsent, in one go."""
        if not self._unsent:
            return
        unsent = tuple(self._unsent)
        self._unsent.clear()
        self._rows_unsent = 0
        driver: Any = self.connection.driver_connection
        try:
            with driver.pipeline(), self._cursor() as cursor:
                for asked in unsent:
                    asked.ask(cursor)
        except self.dialect.loaded_dbapi.Error as error:
            # Which of them failed is not told: what was sent together is shown together.
            sent = dict.fromkeys(asked.prepared.text for asked in unsent)
            raise self._told(error, ";\n".join(sent)) from error

    def _told(self, error: Exception, sql: str) -> BaseException:
        """Return a driver's error as SQLAlchemy tells it, without the values."""
        return DBAPIError.instance(
            sql,
            None,
            error,
            self.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=self.dialect,
        )
