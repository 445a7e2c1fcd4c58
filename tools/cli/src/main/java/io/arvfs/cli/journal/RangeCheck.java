package io.arvfs.cli.journal;

import io.arvfs.fs.tree.Extent;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.fs.tree.LiveExtents;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.SegmentRange;
import io.arvfs.journal.index.Rows;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Looks at the bytes that live extents name: those of the tree, and those frozen for a commit. A
 * range that many extents name is read once, if they come soon after each other. Confined to one
 * thread.
 */
public final class RangeCheck {

  /** So many ranges are remembered as checked, and as bad. */
  private static final int REMEMBERED = 100_000;

  private final SegmentReader segments;
  private final boolean full;
  private final Progress progress;
  private final BadSight sight;
  private final Map<SegmentRange, Bad> bad = new LinkedHashMap<>();
  private final Map<SegmentRange, Boolean> checked =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SegmentRange, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Set<Integer> used = new TreeSet<>();
  private long ranges;
  private long bytes;
  private long more;

  /** Sees all that is not as it must be, some of it twice, by the range's name. */
  @FunctionalInterface
  interface BadSight {
    void see(SegmentRange name, Bad bad);
  }

  /** Bytes that are not what they must be, where they stand, and a file that has them. */
  public record Bad(SegmentRange range, Ino ino, String why) {}

  /**
   * @param full whether the bytes are read and compared with their checksums
   */
  public RangeCheck(SegmentReader segments, boolean full, Progress progress) {
    this(segments, full, progress, (_, _) -> {});
  }

  /**
   * @param sight sees more than is remembered
   */
  RangeCheck(SegmentReader segments, boolean full, Progress progress, BadSight sight) {
    this.sight = sight;
    this.segments = segments;
    this.full = full;
    this.progress = progress;
  }

  /** Checks every range that {@code rows} name. */
  public void check(Rows rows) throws IOException {
    progress.begin(full ? "bytes checked" : "ranges checked");
    TreeView tree = new TreeView(rows);
    try {
      visit(rows, (ino, extent) -> check(ino, extent, tree));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      progress.clear();
    }
  }

  /** The segments that {@code rows} name. */
  static Set<Integer> segmentsOf(Rows rows) {
    Set<Integer> segments = new TreeSet<>();
    TreeView tree = new TreeView(rows);
    visit(
        rows,
        (_, extent) -> {
          if (extent instanceof InSegment in) {
            segments.add(tree.place(in.range()).segment());
          }
        });
    return segments;
  }

  private static void visit(Rows rows, BiConsumer<Ino, Extent> visitor) {
    LiveExtents.visit(rows, visitor::accept);
    LedgerView ledger = new LedgerView(rows);
    try {
      ledger.forEachPlanned(
          (ino, _) -> ledger.plannedExtents(ino).forEach(e -> visitor.accept(ino, e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(Ino ino, Extent extent, TreeView tree) {
    if (!(extent instanceof InSegment in) || checked.put(in.range(), true) != null) {
      return;
    }
    SegmentRange place = tree.place(in.range());
    used.add(place.segment());
    ranges++;
    bytes += in.range().length();
    progress.at(full ? bytes : ranges);
    try {
      Optional<String> why = full ? segments.wrong(place) : segments.missing(place);
      why.ifPresent(what -> sight.see(in.range(), new Bad(place, ino, what)));
      if (why.isPresent() && bad.size() < REMEMBERED) {
        bad.put(in.range(), new Bad(place, ino, why.get()));
      } else if (why.isPresent()) {
        more++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is not as it must be, the first of it, by the range's name: as it was written. */
  public Map<SegmentRange, Bad> bad() {
    return bad;
  }

  /** How many more are not as they must be; some of them may be counted twice. */
  public long more() {
    return more;
  }

  /** The segments that are named. */
  public Set<Integer> used() {
    return used;
  }

  /** How many ranges were looked at. */
  public long ranges() {
    return ranges;
  }

  /** How many bytes they have. */
  public long bytes() {
    return bytes;
  }
}
