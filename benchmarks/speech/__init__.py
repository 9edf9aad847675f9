"""Transcription measured on a folder of recordings, against references and against faster-whisper's own pipeline."""
