package io.arvfs.sync.arvados;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A block's bytes on their way to a service, counted as they go: who waits for a transfer over a
 * slow line can tell it from one that stands still. Counted is what the network has taken, but for
 * the few hundred KiB that it takes before anything moves.
 */
final class CountedBody extends RequestBody {

  private static final MediaType OCTETS = MediaType.get("application/octet-stream");
  private static final int PART_BYTES = 64 << 10;

  private final byte[] buffer;
  private final int length;
  private final LongAdder sent;

  /** The first {@code length} bytes of {@code buffer}. */
  CountedBody(byte[] buffer, int length, LongAdder sent) {
    this.buffer = buffer;
    this.length = length;
    this.sent = sent;
  }

  @Override
  public MediaType contentType() {
    return OCTETS;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    for (int at = 0; at < length; at += PART_BYTES) {
      int part = Math.min(PART_BYTES, length - at);
      sink.write(buffer, at, part).flush();
      sent.add(part);
    }
  }
}
