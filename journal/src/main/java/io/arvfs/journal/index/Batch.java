package io.arvfs.journal.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of rows that are written together, laid over the rows they change: a fold reads its own
 * writes. Confined to the writer.
 */
public final class Batch implements Rows {

  /** A value, or its absence: a deletion. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Change(byte @Nullable [] value) {}

  /** No family has a longer key: a number and a name take the most. */
  private static final int LONGEST_KEY = 512;

  private static final byte[] NO_KEY = {};

  private static final NavigableMap<byte[], Change> NONE = new TreeMap<>(Arrays::compareUnsigned);

  private final Rows below;
  private final Map<Family, NavigableMap<byte[], Change>> changes;

  public Batch(Rows below) {
    this(below, new HashMap<>());
  }

  private Batch(Rows below, Map<Family, NavigableMap<byte[], Change>> changes) {
    this.below = below;
    this.changes = changes;
  }

  /** The same changes, which are final now, over other rows. */
  Batch over(Rows rows) {
    return new Batch(rows, changes);
  }

  public void put(Family family, byte[] key, byte[] value) {
    changesOf(family).put(key, new Change(value));
  }

  public void delete(Family family, byte[] key) {
    changesOf(family).put(key, new Change(null));
  }

  Map<Family, NavigableMap<byte[], Change>> changes() {
    return changes;
  }

  /** How many rows are changed. */
  int size() {
    int size = 0;
    for (NavigableMap<byte[], Change> over : changes.values()) {
      size += over.size();
    }
    return size;
  }

  private NavigableMap<byte[], Change> changesOf(Family family) {
    return changes.computeIfAbsent(family, _ -> new TreeMap<>(Arrays::compareUnsigned));
  }

  private NavigableMap<byte[], Change> peek(Family family) {
    return changes.getOrDefault(family, NONE);
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    Change change = peek(family).get(key);
    return change != null ? change.value() : below.get(family, key);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key) {
    return floor(family, key, NO_KEY);
  }

  @Override
  public @Nullable Row floor(Family family, byte[] key, byte[] lowest) {
    Row found = merged(family, key, lowest);
    return found != null && Arrays.compareUnsigned(found.key(), lowest) >= 0 ? found : null;
  }

  private @Nullable Row under(Family family, byte[] key, byte[] lowest) {
    return lowest.length == 0 ? below.floor(family, key) : below.floor(family, key, lowest);
  }

  private @Nullable Row merged(Family family, byte[] key, byte[] lowest) {
    NavigableMap<byte[], Change> over = peek(family);
    Row under = under(family, key, lowest);
    while (under != null && over.containsKey(under.key())) {
      under = under.key().length == 0 ? null : under(family, before(under.key()), lowest);
    }
    Entry<byte[], Change> entry = over.floorEntry(key);
    while (entry != null && entry.getValue().value() == null) {
      entry = over.lowerEntry(entry.getKey());
    }
    if (entry == null) {
      return under;
    }
    byte[] value = entry.getValue().value();
    boolean ours = under == null || Arrays.compareUnsigned(entry.getKey(), under.key()) > 0;
    return ours && value != null ? new Row(entry.getKey(), value) : under;
  }

  /** A key below {@code key}, which is not empty, with no other key between them. */
  private static byte[] before(byte[] key) {
    int last = key.length - 1;
    if (key[last] == 0) {
      return Arrays.copyOf(key, last);
    }
    byte[] lower = Arrays.copyOf(key, Math.max(key.length, LONGEST_KEY));
    lower[last]--;
    Arrays.fill(lower, key.length, lower.length, (byte) 0xff);
    return lower;
  }

  @Override
  public void scan(Family family, byte[] from, RowVisitor visitor) {
    NavigableMap<byte[], Change> over = peek(family);
    if (over.isEmpty()) {
      below.scan(family, from, visitor);
      return;
    }
    Merge merge = new Merge(new TreeMap<>(over.tailMap(from, true)), visitor);
    below.scan(family, from, merge);
    merge.finish();
  }

  @Override
  public void scan(Family family, byte[] from, byte[] to, RowVisitor visitor) {
    if (Arrays.compareUnsigned(from, to) >= 0) {
      return;
    }
    NavigableMap<byte[], Change> over = peek(family).subMap(from, true, to, false);
    if (over.isEmpty()) {
      below.scan(family, from, to, visitor);
      return;
    }
    Merge merge = new Merge(new TreeMap<>(over), visitor);
    below.scan(family, from, to, merge);
    merge.finish();
  }

  /** Shows the rows below and the changes over them in one order. */
  private static final class Merge implements RowVisitor {

    private final NavigableMap<byte[], Change> pending;
    private final RowVisitor visitor;
    private boolean goOn = true;

    Merge(NavigableMap<byte[], Change> pending, RowVisitor visitor) {
      this.pending = pending;
      this.visitor = visitor;
    }

    @Override
    public boolean visit(byte[] key, byte[] value) {
      showUpTo(key);
      if (!goOn) {
        return false;
      }
      Entry<byte[], Change> same = pending.firstEntry();
      if (same != null && Arrays.equals(same.getKey(), key)) {
        pending.pollFirstEntry();
        show(key, same.getValue().value());
      } else {
        show(key, value);
      }
      return goOn;
    }

    private void showUpTo(byte[] key) {
      while (goOn && !pending.isEmpty() && Arrays.compareUnsigned(pending.firstKey(), key) < 0) {
        showFirst();
      }
    }

    void finish() {
      while (goOn && !pending.isEmpty()) {
        showFirst();
      }
    }

    private void showFirst() {
      Entry<byte[], Change> first = pending.pollFirstEntry();
      if (first != null) {
        show(first.getKey(), first.getValue().value());
      }
    }

    private void show(byte[] key, byte @Nullable [] value) {
      if (value != null) {
        goOn = visitor.visit(key, value);
      }
    }
  }
}
