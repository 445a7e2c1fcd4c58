package io.arvfs.minicluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;

/**
 * Between a socket and the core: reads the whole body up to a bound, asks, waits as long as the
 * response says, then writes it or closes the connection. Thread-safe.
 */
final class CoreHandler extends Handler.Abstract {

  /** The core, as a handler sees it. */
  interface Core {
    Response answer(Request request);
  }

  private final Core core;
  private final int maxBodyBytes;

  CoreHandler(Core core, long maxBodyBytes) {
    this.core = core;
    this.maxBodyBytes = Math.toIntExact(maxBodyBytes);
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out, Callback callback)
      throws IOException, InterruptedException {
    Response response = core.answer(read(in));
    if (response.delay().compareTo(Duration.ZERO) > 0) {
      Thread.sleep(response.delay());
    }
    if (response.cut()) {
      cut(in, callback);
      return true;
    }
    out.setStatus(response.status());
    response.headers().forEach((name, value) -> out.getHeaders().put(name, value));
    boolean whole = in.getMethod().equals("HEAD") || !isTruncated(response);
    ByteBuffer body = ByteBuffer.wrap(response.body());
    if (whole) {
      out.write(true, body, callback);
    } else {
      out.write(false, body, Callback.from(() -> cut(in, callback), callback::failed));
    }
    return true;
  }

  private static boolean isTruncated(Response response) {
    String declared = response.headers().get(HttpHeader.CONTENT_LENGTH.asString());
    return declared != null && Long.parseLong(declared) > response.body().length;
  }

  private static void cut(org.eclipse.jetty.server.Request in, Callback callback) {
    EofException cut = new EofException("cut on purpose");
    in.getConnectionMetaData().getConnection().getEndPoint().close(cut);
    callback.failed(cut);
  }

  private Request read(org.eclipse.jetty.server.Request in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (HttpField field : in.getHeaders()) {
      headers.putIfAbsent(field.getLowerCaseName(), field.getValue());
    }
    headers.putIfAbsent(HttpHeader.HOST.lowerCaseName(), in.getHttpURI().getAuthority());
    byte[] body;
    try (InputStream source = Content.Source.asInputStream(in)) {
      // One byte more than allowed is enough for the core to see that it is too many.
      body = source.readNBytes(maxBodyBytes + 1);
    }
    UnaryOperator<String> present = text -> text == null ? "" : text;
    return new Request(
        in.getMethod(),
        present.apply(in.getHttpURI().getPath()),
        present.apply(in.getHttpURI().getQuery()),
        headers,
        body);
  }
}
