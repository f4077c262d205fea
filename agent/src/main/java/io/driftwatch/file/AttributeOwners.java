package io.driftwatch.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The owners that extended attributes name, mapped as the kernel does where it copies them up from
 * an idmapped layer.
 */
final class AttributeOwners {

  private static final int TYPE_MASK = 0xff000000;
  private static final int VERSION_2 = 0x02000000;
  private static final int VERSION_3 = 0x03000000;

  /** Bytes of version 2 of a capability; version 3 adds the user id that is root (capability.h). */
  private static final int VERSION_2_BYTES = 20;

  private static final int VERSION_3_BYTES = 24;

  /** Of an ACL's head, and of an entry: tag, permissions, id (posix_acl_xattr.h). */
  private static final int ACL_HEAD_BYTES = 4;

  private static final int ACL_ENTRY_BYTES = 8;
  private static final int ACL_ID = 4;
  private static final short ACL_USER = 2;
  private static final short ACL_GROUP = 8;

  private AttributeOwners() {}

  /** A file capability, which holds below the user namespace of its root. */
  static byte[] ofCapability(byte[] value, IdMap users) {
    ByteBuffer words = littleEndian(value);
    boolean hasRoot = value.length == VERSION_3_BYTES;
    if (!hasRoot && value.length != VERSION_2_BYTES) {
      return value;
    }
    long root = hasRoot ? Integer.toUnsignedLong(words.getInt(VERSION_2_BYTES)) : 0;
    long mapped = users.map(root);
    int version = mapped == 0 ? VERSION_2 : VERSION_3;
    int length = mapped == 0 ? VERSION_2_BYTES : VERSION_3_BYTES;
    byte[] copy = Arrays.copyOf(value, length);
    ByteBuffer result = littleEndian(copy);
    result.putInt(0, version | (words.getInt(0) & ~TYPE_MASK));
    if (mapped != 0) {
      result.putInt(VERSION_2_BYTES, (int) mapped);
    }
    return copy;
  }

  /** A POSIX ACL. */
  static byte[] ofAcl(byte[] value, OwnerMap owners) {
    byte[] copy = value.clone();
    ByteBuffer acl = littleEndian(copy);
    for (int at = ACL_HEAD_BYTES; at + ACL_ENTRY_BYTES <= value.length; at += ACL_ENTRY_BYTES) {
      long id = Integer.toUnsignedLong(acl.getInt(at + ACL_ID));
      if (acl.getShort(at) == ACL_USER) {
        acl.putInt(at + ACL_ID, (int) owners.users().map(id));
      } else if (acl.getShort(at) == ACL_GROUP) {
        acl.putInt(at + ACL_ID, (int) owners.groups().map(id));
      }
    }
    return copy;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
