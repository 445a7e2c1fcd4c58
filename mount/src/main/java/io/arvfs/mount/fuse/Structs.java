package io.arvfs.mount.fuse;

/**
 * Where the fields of libfuse3's structures lie, in bytes, on 64-bit Linux. Only fields whose place
 * is the same in every version of the library (3.14 to 3.19) are named; {@link StatLayout} has the
 * one structure that differs between processors.
 */
final class Structs {

  /** {@code struct fuse_entry_param}; the timeouts follow its {@code struct stat}. */
  static final class EntryParam {
    static final int INO = 0;
    static final int GENERATION = 8;
    static final int ATTR = 16;

    private EntryParam() {}

    static int attrTimeout(StatLayout stat) {
      return ATTR + stat.size();
    }

    static int entryTimeout(StatLayout stat) {
      return ATTR + stat.size() + 8;
    }

    static int size(StatLayout stat) {
      return ATTR + stat.size() + 16;
    }
  }

  /** {@code struct fuse_file_info}; of its bits only those that never moved. */
  static final class FileInfo {
    static final int FLAGS = 0;
    static final int BITS = 4;
    static final int HANDLE = 16;
    static final int SIZE = 64;
    static final int KEEP_CACHE = 4;

    private FileInfo() {}
  }

  /** {@code struct fuse_conn_info}. */
  static final class ConnInfo {
    static final int MAX_WRITE = 8;
    static final int MAX_READAHEAD = 16;
    static final int CAPABLE = 20;
    static final int WANT = 24;
    static final int MAX_BACKGROUND = 28;
    static final int CONGESTION_THRESHOLD = 32;

    private ConnInfo() {}
  }

  /** {@code struct statvfs}. */
  static final class StatVfs {
    static final int BLOCK_SIZE = 0;
    static final int FRAGMENT_SIZE = 8;
    static final int BLOCKS = 16;
    static final int FREE = 24;
    static final int AVAILABLE = 32;
    static final int FILES = 40;
    static final int FILES_FREE = 48;
    static final int FILES_AVAILABLE = 56;
    static final int NAME_MAX = 80;
    static final int SIZE = 112;

    private StatVfs() {}
  }

  /** {@code struct fuse_buf}, with room for what newer versions append. */
  static final class Buf {
    static final int MEMORY = 16;
    static final int SIZE = 64;

    private Buf() {}
  }

  /** {@code struct fuse_args}. */
  static final class Args {
    static final int COUNT = 0;
    static final int VECTOR = 8;
    static final int ALLOCATED = 16;
    static final int SIZE = 24;

    private Args() {}
  }

  /** {@code struct fuse_ctx}: who asks. */
  static final class Context {
    static final int UID = 0;
    static final int GID = 4;

    private Context() {}
  }

  /** {@code struct fuse_forget_data}. */
  static final class ForgetEntry {
    static final int INO = 0;
    static final int COUNT = 8;
    static final int SIZE = 16;

    private ForgetEntry() {}
  }

  private Structs() {}
}
