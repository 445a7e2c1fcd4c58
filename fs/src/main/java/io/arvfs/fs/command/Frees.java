package io.arvfs.fs.command;

import io.arvfs.fs.command.Command.Bury;
import io.arvfs.fs.command.Command.CreateFile;
import io.arvfs.fs.command.Command.MakeDirectory;
import io.arvfs.fs.command.Command.RemoveDirectory;
import io.arvfs.fs.command.Command.Rename;
import io.arvfs.fs.command.Command.SetAttributes;
import io.arvfs.fs.command.Command.Truncate;
import io.arvfs.fs.command.Command.Unlink;
import io.arvfs.fs.command.Command.WriteBytes;
import io.arvfs.fs.tree.TreeView;

/** Which commands free space, and so have to work on a full disk. */
public final class Frees {

  private Frees() {}

  /** Whether {@code command}, asked of {@code tree}, frees space. */
  public static boolean space(Command command, TreeView tree) {
    return switch (command) {
      case Unlink _, RemoveDirectory _, Bury _ -> true;
      case Truncate(var ino, var length) ->
          tree.inode(ino).filter(inode -> length < inode.size()).isPresent();
      case CreateFile _, MakeDirectory _, WriteBytes _, Rename _, SetAttributes _ -> false;
    };
  }
}
