"""The asynchronous face of the privacy tool, for tests that serve both faces."""

import anyio

from dataverse_dsr import AsyncDataSubjectRequests


class Awaited:
    """The asynchronous face, each call run to its end, so that one test serves both."""

    def __init__(self, dataverse, *arguments, **options):
        self._make = lambda: AsyncDataSubjectRequests(dataverse.async_client(), *arguments, **options)
        self._face = self._make()

    def __getattr__(self, name):
        method = getattr(self._face, name)

        def run(*arguments, **options):
            async def call():
                return await method(*arguments, **options)

            return anyio.run(call)

        return run
