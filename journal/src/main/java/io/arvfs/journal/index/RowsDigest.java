package io.arvfs.journal.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.host.Beside;
import io.arvfs.journal.host.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One number for all rows: two indexes with the same digest hold the same. */
public final class RowsDigest {

  /** Rows are shorter by far, and a digest takes little more time for much than for little. */
  private static final int BUFFER_BYTES = 1 << 16;

  private final MessageDigest digest = sha256();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private RowsDigest() {}

  /** The digest, read by this thread alone. */
  public static String of(Rows rows, List<Family> families) {
    return of(families.stream().map(family -> ofFamily(rows, family)).toList());
  }

  /** The same, read by this thread and another. {@code rows} are thread-safe. */
  public static String of(Rows rows, List<Family> families, Tasks tasks) throws IOException {
    byte[][] digests = new byte[families.size()][];
    AtomicInteger next = new AtomicInteger();
    Beside.Work some =
        () -> {
          for (int i = next.getAndIncrement(); i < digests.length; i = next.getAndIncrement()) {
            digests[i] = ofFamily(rows, families.get(i));
          }
        };
    Beside other = Beside.start(tasks, "digest", some);
    try {
      some.run();
    } finally {
      other.await();
    }
    other.requireDone();
    return of(List.of(digests));
  }

  /** Hex SHA-256 over the digests of the families, in their order. */
  private static String of(List<byte[]> families) {
    MessageDigest all = sha256();
    families.forEach(all::update);
    return HexFormat.of().formatHex(all.digest());
  }

  /** SHA-256 over the family's name and its rows in the order of keys. */
  private static byte[] ofFamily(Rows rows, Family family) {
    RowsDigest digest = new RowsDigest();
    digest.add(family.name().getBytes(UTF_8));
    rows.scan(
        family,
        new byte[0],
        (key, value) -> {
          digest.add(key);
          digest.add(value);
          return true;
        });
    digest.drain();
    return digest.digest.digest();
  }

  private void add(byte[] bytes) {
    if (buffer.remaining() < Integer.BYTES + bytes.length) {
      drain();
    }
    buffer.putInt(bytes.length);
    if (bytes.length <= buffer.remaining()) {
      buffer.put(bytes);
    } else {
      drain();
      digest.update(bytes);
    }
  }

  private void drain() {
    digest.update(buffer.flip());
    buffer.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
