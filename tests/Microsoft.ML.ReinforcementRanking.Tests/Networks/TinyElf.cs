using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>Creates the smallest ELF64 image with a table of needed versions: one file, two versions, one symbol, and at most one relocation.</summary>
internal static class TinyElf
{
    public const string OtherVersion = "LIB_1.0";
    public const string StampVersion = "LIB_2.0";

    private const int Strings = 64, Needed = 128, Versions = 192, Relocations = 200, Sections = 256, SectionSize = 64;

    /// <summary>The position of the flags of the entry for <see cref="StampVersion"/>.</summary>
    public const int StampFlags = Needed + 16 + 16 + 4;

    public static byte[] Create(bool usesStamp)
    {
        var image = new byte[Sections + 4 * SectionSize];
        "\x7f"u8.CopyTo(image);
        "ELF\x02\x01"u8.CopyTo(image.AsSpan(1));
        Put(image, 40, (ulong)Sections);
        Put(image, 58, (ushort)SectionSize);
        Put(image, 60, (ushort)4);

        Encoding.ASCII.GetBytes($"\0{OtherVersion}\0{StampVersion}\0").CopyTo(image, Strings);
        Put(image, Needed + 2, (ushort)2);                                // two versions of the only file
        Put(image, Needed + 8, 16u);                                      // the first of them follows
        PutVersion(image, Needed + 16, index: 2, name: 1, next: 16);
        PutVersion(image, Needed + 32, index: 3, name: 2 + (uint)OtherVersion.Length, next: 0);
        Put(image, Versions + 2, (ushort)(usesStamp ? 3 : 2));            // version index of symbol 1
        Put(image, Relocations + 12, 1u);                                 // symbol 1 is resolved

        PutSection(image, 0, type: 3, Strings, size: 64);
        PutSection(image, 1, type: 0x6ffffffe, Needed, size: 48);
        PutSection(image, 2, type: 0x6fffffff, Versions, size: 4);
        PutSection(image, 3, type: 4, Relocations, size: 24);
        return image;
    }

    private static void PutVersion(byte[] image, int at, ushort index, uint name, uint next)
    {
        Put(image, at + 6, index);
        Put(image, at + 8, name);
        Put(image, at + 12, next);
    }

    /// <summary>Links stay 0, because the strings are section 0.</summary>
    private static void PutSection(byte[] image, int number, uint type, int offset, int size)
    {
        var at = Sections + number * SectionSize;
        Put(image, at + 4, type);
        Put(image, at + 24, (ulong)offset);
        Put(image, at + 32, (ulong)size);
    }

    private static void Put(byte[] image, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);

    private static void Put(byte[] image, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);

    private static void Put(byte[] image, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);
}
