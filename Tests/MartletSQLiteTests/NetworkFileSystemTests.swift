import Testing

@testable import MartletSQLite

/// Which file systems are other machines' too, by the numbers of `linux/magic.h`.
@Suite struct NetworkFileSystemTests {
    @Test(
        arguments: [
            (0x6969, "NFS"), (0x517B, "SMB"), (0xFF53_4D42, "SMB"), (0xFE53_4D42, "SMB"), (0x5346_414F, "AFS"),
            (0x6B41_4653, "AFS"), (0x7375_7245, "Coda"), (0x564C, "NCP"), (0x00C3_6400, "Ceph"),
            (0x0BD0_0BD0, "Lustre"),
            (0x0102_1997, "9P"), (0x6573_5546, "FUSE"), (0x786F_4256, "a shared folder of VirtualBox"),
        ] as [(UInt32, String)])
    func networksAreKnown(_ type: UInt32, _ name: String) {
        #expect(NetworkFileSystem.name(ofType: type) == name)
    }

    /// ext4, tmpfs, xfs, btrfs, overlay, zfs, f2fs, squashfs, vfat, ntfs3, exfat, and what is not told.
    @Test(
        arguments: [
            0xEF53, 0x0102_1994, 0x5846_5342, 0x9123_683E, 0x794C_7630, 0x2FC1_2FC1, 0xF2F5_2010, 0x7371_7368, 0x4D44,
            0x7366_746E, 0x2011_BAB0, 0,
        ] as [UInt32])
    func disksAreNoNetworks(_ type: UInt32) { #expect(NetworkFileSystem.name(ofType: type) == nil) }
}
