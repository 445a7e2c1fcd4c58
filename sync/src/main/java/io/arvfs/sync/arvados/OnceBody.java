package io.arvfs.sync.arvados;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * A JSON body that the HTTP library may send once and no more, whatever it thinks of the answer.
 */
final class OnceBody extends RequestBody {

  static final MediaType JSON = MediaType.get("application/json");

  private final RequestBytes bytes;

  OnceBody(RequestBytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public MediaType contentType() {
    return JSON;
  }

  @Override
  public long contentLength() {
    return bytes.length();
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    bytes.writeTo(sink.outputStream());
  }
}
