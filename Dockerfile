FROM python:3.11-slim
WORKDIR /app
RUN useradd --create-home fairword && mkdir /data && chown fairword /data
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-build-isolation --no-deps .
USER fairword
ENV FAIRWORD_DATA=/data
EXPOSE 8080
CMD ["qa", "serve", "--host", "0.0.0.0", "--no-worker"]
