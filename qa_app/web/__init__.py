"""The pages: server-rendered, one module of views a topic; they call operations and know no SQL."""
