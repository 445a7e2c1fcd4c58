package io.arvfs.journal.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What rows should be: a sorted map for each family. */
final class RowsModel {

  static final List<Family> FAMILIES = List.of(new Family("one"), new Family("two"));

  private final Map<Family, NavigableMap<byte[], byte[]>> families = new HashMap<>();

  RowsModel() {
    FAMILIES.forEach(f -> families.put(f, new TreeMap<>(Arrays::compareUnsigned)));
  }

  RowsModel copy() {
    RowsModel copy = new RowsModel();
    families.forEach((family, rows) -> copy.rows(family).putAll(rows));
    return copy;
  }

  private NavigableMap<byte[], byte[]> rows(Family family) {
    return families.getOrDefault(family, new TreeMap<>(Arrays::compareUnsigned));
  }

  /** Short keys over few bytes, of different lengths, so that they are often neighbours. */
  static byte[] key(Random random) {
    byte[] bytes = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff};
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = bytes[random.nextInt(bytes.length)];
    }
    return key;
  }

  static Family family(Random random) {
    return FAMILIES.get(random.nextInt(FAMILIES.size()));
  }

  /** Makes one change in both. */
  void change(Batch batch, Random random) {
    Family family = family(random);
    byte[] key = key(random);
    if (random.nextInt(3) == 0) {
      batch.delete(family, key);
      rows(family).remove(key);
    } else {
      byte[] value = new byte[random.nextInt(3)];
      random.nextBytes(value);
      batch.put(family, key, value);
      rows(family).put(key, value);
    }
  }

  @Nullable String get(Family family, byte[] key) {
    return text(rows(family).get(key));
  }

  @Nullable String floor(Family family, byte[] key) {
    Map.Entry<byte[], byte[]> row = rows(family).floorEntry(key);
    return row == null ? null : text(row.getKey(), row.getValue());
  }

  List<String> scan(Family family, byte[] from, int most) {
    return rows(family).tailMap(from, true).entrySet().stream()
        .limit(most)
        .map(e -> text(e.getKey(), e.getValue()))
        .toList();
  }

  List<String> scanPrefix(Family family, byte[] prefix) {
    return rows(family).entrySet().stream()
        .filter(e -> Keys.startsWith(e.getKey(), prefix))
        .map(e -> text(e.getKey(), e.getValue()))
        .toList();
  }

  static @Nullable String get(Rows rows, Family family, byte[] key) {
    return text(rows.get(family, key));
  }

  static @Nullable String floor(Rows rows, Family family, byte[] key) {
    Row row = rows.floor(family, key);
    return row == null ? null : text(row.key(), row.value());
  }

  static List<String> scan(Rows rows, Family family, byte[] from, int most) {
    List<String> seen = new ArrayList<>();
    rows.scan(
        family,
        from,
        (key, value) -> {
          seen.add(text(key, value));
          return seen.size() < most;
        });
    return seen;
  }

  @Nullable String floor(Family family, byte[] key, byte[] lowest) {
    Map.Entry<byte[], byte[]> row = rows(family).floorEntry(key);
    boolean there = row != null && Arrays.compareUnsigned(row.getKey(), lowest) >= 0;
    return there ? text(row.getKey(), row.getValue()) : null;
  }

  List<String> scan(Family family, byte[] from, byte[] to) {
    return rows(family).entrySet().stream()
        .filter(e -> Arrays.compareUnsigned(e.getKey(), from) >= 0)
        .filter(e -> Arrays.compareUnsigned(e.getKey(), to) < 0)
        .map(e -> text(e.getKey(), e.getValue()))
        .toList();
  }

  static @Nullable String floor(Rows rows, Family family, byte[] key, byte[] lowest) {
    Row row = rows.floor(family, key, lowest);
    return row == null ? null : text(row.key(), row.value());
  }

  static List<String> scan(Rows rows, Family family, byte[] from, byte[] to) {
    List<String> seen = new ArrayList<>();
    rows.scan(family, from, to, (key, value) -> seen.add(text(key, value)));
    return seen;
  }

  static List<String> scanPrefix(Rows rows, Family family, byte[] prefix) {
    List<String> seen = new ArrayList<>();
    rows.scanPrefix(family, prefix, (key, value) -> seen.add(text(key, value)));
    return seen;
  }

  private static @Nullable String text(byte @Nullable [] value) {
    return value == null ? null : HexFormat.of().formatHex(value);
  }

  private static String text(byte[] key, byte[] value) {
    return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
  }
}
