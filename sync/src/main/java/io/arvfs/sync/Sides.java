package io.arvfs.sync;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestSink;
import io.arvfs.fs.manifest.Selection;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.CollectionState.SharePart;
import io.arvfs.sync.plan.Combination;
import io.arvfs.sync.plan.LocalChange;
import io.arvfs.sync.plan.ServerChange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a commit compares, as trees that hold the paths which somebody changed, all below them and
 * the directories above; everywhere else the sides are the same. Memory grows with the changes, not
 * with the collection. Immutable.
 *
 * @param selection the paths that the trees hold
 * @param kept what the kept text of the base says
 * @param base the tree that both sides agreed on
 * @param since the tree that the server's changes start from
 * @param server the server's tree
 * @param local the tree here: the base with what is frozen
 * @param writability whether the server can rewrite what it has
 */
record Sides(
    Selection selection,
    Directory kept,
    Directory base,
    Directory since,
    Directory server,
    Directory local,
    Writability writability) {

  /** The tree here, with nothing to compare it with. */
  static Sides ofLocal(ManifestFiles texts, CollectionState state, List<LocalChange> changes)
      throws IOException {
    return of(texts, state, changes, state.base(), Optional.empty());
  }

  /**
   * All sides.
   *
   * @param server the hash of the server's text
   * @param undone the hash of the text that others' changes start from, if it is not the base
   */
  static Sides of(
      ManifestFiles texts,
      CollectionState state,
      List<LocalChange> changes,
      String server,
      Optional<String> undone)
      throws IOException {
    Selection selection = new Selection();
    for (LocalChange change : changes) {
      change.basePath().ifPresent(selection::add);
      change.localPath().ifPresent(selection::add);
    }
    List<ServerChange> part = part(texts, state);
    part.forEach(change -> selection.add(change.path()));
    select(texts, state.base(), server, selection);
    if (undone.isPresent()) {
      select(texts, server, undone.get(), selection);
    }
    return read(texts, state.base(), server, undone, selection, part, changes);
  }

  private static Sides read(
      ManifestFiles texts,
      String kept,
      String server,
      Optional<String> undone,
      Selection selection,
      List<ServerChange> part,
      List<LocalChange> changes)
      throws IOException {
    Selection.Taking taking = selection.taking();
    Writability writability = taken(texts, server, taking);
    Directory theirs = taking.tree();
    Directory ofKept = kept.equals(server) ? theirs : selection.of(texts.source(kept));
    Directory base = part.isEmpty() ? ofKept : ServerChange.done(ofKept, part);
    Directory since = undone.isPresent() ? selection.of(texts.source(undone.get())) : base;
    Directory local = Combination.local(base, changes);
    return new Sides(selection, ofKept, base, since, theirs, local, writability);
  }

  private static Writability taken(ManifestFiles texts, String hash, Selection.Taking taking)
      throws IOException {
    Writability.Judging judging = new Writability.Judging();
    try {
      texts.source(hash).read(ManifestSink.both(taking, judging));
      return judging.writability();
    } catch (UnloadableManifestException e) {
      return Writability.unloadable(e);
    }
  }

  private static void select(ManifestFiles texts, String left, String right, Selection selection)
      throws IOException {
    if (!left.equals(right)) {
      ServerChange.between(texts.paths(left), texts.paths(right))
          .forEach(change -> selection.add(change.path()));
    }
  }

  /** What stands of others' changes beyond the kept text. */
  static List<ServerChange> part(ManifestFiles texts, CollectionState state) throws IOException {
    if (state.part().isEmpty()) {
      return List.of();
    }
    SharePart part = state.part().get();
    List<ServerChange> changes =
        ServerChange.between(
            texts.paths(state.base()), texts.paths(part.target().portableDataHash()));
    return changes.subList(0, part.changes());
  }
}
