package io.arvfs.sync;

import io.arvfs.fs.tree.Extent.InSegment;
import java.util.ArrayList;
import java.util.List;

/** Bytes that follow each other in a file and stand in segments, in the order of the file. */
record Run(List<InSegment> extents) {

  Run {
    extents = List.copyOf(extents);
  }

  /** Bytes. */
  long length() {
    return extents.getLast().end() - extents.getFirst().offset();
  }

  /** The extents of {@code length} bytes from byte {@code skip} of the run on. */
  List<InSegment> part(long skip, int length) {
    List<InSegment> found = new ArrayList<>();
    long from = extents.getFirst().offset() + skip;
    long to = from + length;
    for (InSegment extent : extents.subList(firstEndingAfter(from), extents.size())) {
      if (extent.offset() >= to) {
        break;
      }
      int cut = (int) Math.max(0, from - extent.offset());
      int end = (int) Math.min(extent.length(), to - extent.offset());
      found.add(extent.part(cut, end - cut));
    }
    return found;
  }

  private int firstEndingAfter(long offset) {
    int low = 0;
    int high = extents.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (extents.get(middle).end() > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
