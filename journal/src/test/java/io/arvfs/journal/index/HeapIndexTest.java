package io.arvfs.journal.index;

/** Rows in memory. */
final class HeapIndexTest extends IndexContractTest {

  @Override
  Index index() {
    return new HeapIndex(RowsModel.FAMILIES);
  }
}
