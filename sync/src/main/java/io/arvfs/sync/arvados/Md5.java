package io.arvfs.sync.arvados;

import io.arvfs.journal.event.BlockId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest that names blocks. */
public final class Md5 {

  private Md5() {}

  /** What the first {@code length} bytes are as a block. */
  public static BlockId blockOf(byte[] buffer, int length) {
    MessageDigest digest = digest();
    digest.update(buffer, 0, length);
    return new BlockId(HexFormat.of().formatHex(digest.digest()), length);
  }

  /** The 32 hex digits of all of {@code bytes}. */
  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
