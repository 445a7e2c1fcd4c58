package io.arvfs.minicluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a keepstore answers. Tokens are not validated, only signatures, as on the real one.
 * Thread-safe without a lock of its own: hashing and block reads run side by side.
 */
final class Keepstore {

  private static final Pattern LOCATOR =
      Pattern.compile("/{1,2}([0-9a-f]{32})(\\+([0-9]{1,10}))?((?:\\+[A-Z][A-Za-z0-9@_-]*)*)");
  private static final String EMPTY_HASH = "d41d8cd98f00b204e9800998ecf8427e";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final Store store;
  private final Faults faults;

  Keepstore(Store store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  Response handle(Request request, Instant now) {
    String line = request.method() + " " + request.path();
    if (faults.take(Fault.KEEP_CUT, line).isPresent()) {
      return Response.closed();
    }
    Duration delay =
        Duration.ofMillis(faults.take(Fault.KEEP_DELAY, line).map(Long::parseLong).orElse(0L));
    return answer(request, line, now).after(delay);
  }

  private Response answer(Request request, String line, Instant now) {
    return switch (request.method()) {
      case "PUT" ->
          faults
              .take(Fault.KEEP_PUT_STATUS, line)
              .map(Keepstore::refused)
              .orElseGet(() -> put(request, now));
      case "GET", "HEAD" ->
          faults
              .take(Fault.KEEP_GET_STATUS, line)
              .map(Keepstore::refused)
              .orElseGet(() -> get(request, line, now));
      case "OPTIONS" -> Response.text(200, PLAIN, "");
      default -> error(400, "Bad Request");
    };
  }

  private static Response refused(String status) {
    return switch (status) {
      case "503" -> error(503, "Service Unavailable");
      case "507" -> error(507, "Insufficient Storage: all volumes full");
      default -> error(Integer.parseInt(status), "fault injected");
    };
  }

  private static Response error(int status, String text) {
    return Response.text(status, PLAIN, text + "\n");
  }

  private Response put(Request request, Instant now) {
    if (request.body().length > ClusterSettings.MAX_BLOCK_BYTES) {
      return error(413, "Request Entity Too Large");
    }
    String hash = ManifestText.md5(request.body());
    String path = request.path().replaceFirst("^/+", "");
    if (!path.startsWith(hash)) {
      return error(400, "checksum mismatch: md5 of the body is " + hash);
    }
    try {
      store.putBlock(hash, request.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String locator = hash + "+" + request.body().length;
    if (faults.signing()) {
      Signer signer = faults.signer();
      locator = signer.sign(locator, request.token(), signer.expiry(now));
    }
    return Response.text(200, PLAIN, locator + "\n")
        .with("X-Keep-Locator", locator)
        .with("X-Keep-Replicas-Stored", "1")
        .with("X-Keep-Storage-Classes-Confirmed", "default=1");
  }

  private Response get(Request request, String line, Instant now) {
    Matcher parts = LOCATOR.matcher(request.path());
    if (!parts.matches()) {
      return error(400, "Bad Request");
    }
    String hash = parts.group(1);
    boolean head = request.method().equals("HEAD");
    if (parts.group(2) == null && !head && !hash.equals(EMPTY_HASH)) {
      return error(405, "Method Not Allowed");
    }
    Optional<Response> refusal = checkSignature(request, hash, now);
    return refusal.orElseGet(() -> content(hash, line, head));
  }

  private Optional<Response> checkSignature(Request request, String hash, Instant now) {
    if (!faults.signing() || hash.equals(EMPTY_HASH)) {
      return Optional.empty();
    }
    if (request.token().isEmpty()) {
      return Optional.of(error(401, "no token"));
    }
    String locator = request.path().replaceFirst("^/+", "");
    return switch (faults.signer().verify(locator, request.token(), now)) {
      case VALID -> Optional.empty();
      case EXPIRED -> Optional.of(error(401, "expired signature"));
      case MISSING -> Optional.of(error(400, "missing signature"));
      case INVALID -> Optional.of(error(400, "invalid signature"));
    };
  }

  private Response content(String hash, String line, boolean head) {
    Optional<byte[]> block = hash.equals(EMPTY_HASH) ? Optional.of(new byte[0]) : read(hash);
    if (block.isEmpty()) {
      return error(404, "block not found");
    }
    byte[] bytes = block.get();
    if (!head && bytes.length > 0 && faults.take(Fault.KEEP_GET_CORRUPT, line).isPresent()) {
      bytes = bytes.clone();
      bytes[bytes.length / 2] ^= 1;
    }
    if (!head && faults.take(Fault.KEEP_GET_TRUNCATE, line).isPresent()) {
      bytes = Arrays.copyOf(bytes, bytes.length / 2);
    }
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            "application/octet-stream",
            "Content-Length",
            Integer.toString(block.get().length),
            "Vary",
            "X-Keep-Signature");
    return Response.of(200, headers, bytes);
  }

  private Optional<byte[]> read(String hash) {
    try {
      return store.block(hash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
