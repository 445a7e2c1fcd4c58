package io.arvfs.mount;

import io.arvfs.fs.Folding;
import io.arvfs.fs.tree.Manifests;
import io.arvfs.fs.tree.TreeFamilies;
import io.arvfs.fs.tree.TreeFold;
import io.arvfs.journal.index.Family;
import io.arvfs.sync.ledger.Ledger;
import io.arvfs.sync.ledger.LedgerFamilies;
import java.util.List;
import java.util.stream.Stream;

/** The one projection that every volume has: which rows there are, and the folds that fill them. */
public final class Projection {

  private Projection() {}

  /** All column families, in the order of digests. */
  public static List<Family> families() {
    return Stream.concat(TreeFamilies.all().stream(), LedgerFamilies.all().stream()).toList();
  }

  /** The ledger sees each inode as it was, so it is folded before the tree. */
  public static Folding folding(Manifests manifests) {
    return new Folding(List.of(new Ledger(), new TreeFold(manifests)));
  }
}
