package io.arvfs.cli.journal;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.TreeEvent;
import io.arvfs.journal.event.TreeEvent.AttributesSet;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryAdopted;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which paths an event speaks of, in a tree from just before or just after it. Pure. */
public final class EventPaths {

  private EventPaths() {}

  /** The paths below the root, without a slash before them; none where the tree knows none. */
  public static List<String> of(Event event, TreeView tree) {
    return switch (event) {
      case TreeEvent e -> of(e, tree);
      case CollectionHeld(_, _, var paths, _, _) -> paths;
      case CommitEvent e -> of(e.root(), tree);
      case ManifestAdopted e -> of(e.root(), tree);
      case VolumeEvent _ -> List.of();
    };
  }

  private static List<String> of(TreeEvent event, TreeView tree) {
    return switch (event) {
      case FileCreated(_, var parent, var name, _) -> of(parent, name, tree);
      case DirectoryMade(_, var parent, var name, _) -> of(parent, name, tree);
      case Renamed(_, var parent, var name, var newParent, var newName) -> {
        List<String> both = new ArrayList<>(of(parent, name, tree));
        both.addAll(of(newParent, newName, tree));
        yield both;
      }
      case Unlinked(_, var parent, var name) -> of(parent, name, tree);
      case DirectoryRemoved(_, var parent, var name) -> of(parent, name, tree);
      case FileAdopted(_, var parent, var name, _, _) -> of(parent, name, tree);
      case DirectoryAdopted(_, var parent, var name, _) -> of(parent, name, tree);
      case RemovalAdopted(_, var parent, var name) -> of(parent, name, tree);
      case BytesWritten(var ino, _, _) -> of(ino, tree);
      case Truncated(var ino, _) -> of(ino, tree);
      case Shortened(var ino, _, _) -> of(ino, tree);
      case AttributesSet(var ino, _, _) -> of(ino, tree);
      case InodeDied(var ino) -> of(ino, tree);
    };
  }

  private static List<String> of(Ino parent, Name name, TreeView tree) {
    return tree.path(parent).map(path -> text(path.child(name))).stream().toList();
  }

  private static List<String> of(Ino ino, TreeView tree) {
    Optional<ManifestPath> path = tree.inode(ino).isEmpty() ? Optional.empty() : tree.path(ino);
    return path.map(EventPaths::text).stream().toList();
  }

  /** A path as text; bytes that are no UTF-8 escaped. */
  public static String text(ManifestPath path) {
    return path.names().stream().map(EventFields::text).collect(Collectors.joining("/"));
  }
}
