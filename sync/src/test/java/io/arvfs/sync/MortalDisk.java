package io.arvfs.sync;

import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.DiskSpace;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk as one process sees it, which may die; what it changed before stays. Thread-safe. */
record MortalDisk(Disk disk, Fate fate) implements Disk {

  @Override
  public DiskFile open(Path file, OpenMode mode) throws IOException {
    if (mode == OpenMode.CREATE_NEW) {
      fate.act("open " + file.getFileName());
    }
    fate.require();
    return new MortalFile(disk.open(file, mode), "" + file.getFileName(), fate);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    fate.require();
    return disk.exists(path);
  }

  @Override
  public long size(Path file) throws IOException {
    fate.require();
    return disk.size(file);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    fate.require();
    return disk.list(directory);
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    fate.require();
    disk.makeDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    fate.act("rename " + from.getFileName());
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    fate.act("delete " + path.getFileName());
    disk.delete(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    fate.act("force directory " + directory.getFileName());
    disk.forceDirectory(directory);
  }

  @Override
  public long allocatedBytes(Path file) throws IOException {
    fate.require();
    return disk.allocatedBytes(file);
  }

  @Override
  public DiskSpace space(Path path) throws IOException {
    fate.require();
    return disk.space(path);
  }

  private record MortalFile(DiskFile file, String name, Fate fate) implements DiskFile.Shown {

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
      fate.require();
      return file.read(target, offset);
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      fate.act("write " + name);
      file.write(source, offset);
    }

    @Override
    public long size() throws IOException {
      fate.require();
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      fate.act("truncate " + name);
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      fate.act("force " + name);
      file.force();
    }

    @Override
    public void reserve(long offset, long length) throws IOException {
      fate.require();
      file.reserve(offset, length);
    }
  }
}
