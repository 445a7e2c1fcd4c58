package io.arvfs.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** File contents as trees in tests show them: short ones themselves, long ones by their hash. */
final class Contents {

  private static final int SHORT = 100;

  private Contents() {}

  static String shown(byte[] bytes) {
    return bytes.length <= SHORT
        ? new String(bytes, UTF_8)
        : bytes.length + " bytes, " + HexFormat.of().formatHex(md5().digest(bytes));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }
}
