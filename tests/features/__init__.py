"""What the server can do, on one small package; `docs/features.md` is written from these tests."""
