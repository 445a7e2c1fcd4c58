package io.arvfs.minicluster;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Blob signatures: HMAC-SHA1 over hash, token, expiry and TTL. Immutable and thread-safe; a change
 * of the TTL is a new signer and invalidates what the old one signed, as on the real server.
 */
record Signer(String key, Duration ttl) {

  /** What a verifier found. */
  enum Verdict {
    VALID,
    MISSING,
    EXPIRED,
    INVALID
  }

  private static final Pattern SIGNED =
      Pattern.compile(
          "([0-9a-f]{32})(?:\\+[0-9]+)?(?:\\+[B-Z][A-Za-z0-9@_-]*)*"
              + "\\+A([0-9a-f]{40})@([0-9a-f]{8})(?:\\+[B-Z][A-Za-z0-9@_-]*)*");

  /** Seconds since the epoch at which a signature made now lapses. */
  long expiry(Instant now) {
    return now.plus(ttl).getEpochSecond();
  }

  /** {@code locator} with any signature replaced by one for {@code token}. */
  String sign(String locator, String token, long expiry) {
    String bare = ManifestText.unsignedLocator(locator);
    if (token.isEmpty()) {
      return bare;
    }
    String stamp = String.format("%08x", expiry);
    return bare + "+A" + hmac(bare.substring(0, 32), token, stamp) + "@" + stamp;
  }

  Verdict verify(String locator, String token, Instant now) {
    Matcher parts = SIGNED.matcher(locator);
    if (!parts.matches()) {
      return Verdict.MISSING;
    }
    if (Long.parseLong(parts.group(3), 16) < now.getEpochSecond()) {
      return Verdict.EXPIRED;
    }
    String right = hmac(parts.group(1), token, parts.group(3));
    return right.equals(parts.group(2)) ? Verdict.VALID : Verdict.INVALID;
  }

  private String hmac(String hash, String token, String stamp) {
    String message = hash + "@" + token + "@" + stamp + "@" + Long.toHexString(ttl.toSeconds());
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA1", e);
    }
  }
}
