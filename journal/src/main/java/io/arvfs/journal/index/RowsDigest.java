package io.arvfs.journal.index;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** One number for all rows: two indexes with the same digest hold the same. */
public final class RowsDigest {

  private RowsDigest() {}

  /** Hex SHA-256 over the families in the given order, each with its rows in the order of keys. */
  public static String of(Rows rows, List<Family> families) {
    MessageDigest digest = sha256();
    for (Family family : families) {
      add(digest, family.name().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      rows.scan(
          family,
          new byte[0],
          (key, value) -> {
            add(digest, key);
            add(digest, value);
            return true;
          });
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
