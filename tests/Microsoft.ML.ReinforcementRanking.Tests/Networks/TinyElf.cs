using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

/// <summary>The smallest ELF64 image with a table of needed versions: one file, two versions, one symbol, at most one relocation.</summary>
internal static class TinyElf
{
    public const string OtherVersion = "LIB_1.0";
    public const string StampVersion = "LIB_2.0";

    private const int Strings = 64, Needed = 128, Versions = 192, Relocations = 200, Sections = 256, SectionSize = 64;

    /// <summary>Where the flags of the entry for <see cref="StampVersion"/> are.</summary>
    public const int StampFlags = Needed + 16 + 16 + 4;

    public static byte[] Create(bool usesStamp)
    {
        var image = new byte[Sections + 4 * SectionSize];
        "\x7f"u8.CopyTo(image);
        "ELF\x02\x01"u8.CopyTo(image.AsSpan(1));
        Put(40, (ulong)Sections);
        Put(58, (ushort)SectionSize);
        Put(60, (ushort)4);

        Encoding.ASCII.GetBytes($"\0{OtherVersion}\0{StampVersion}\0").CopyTo(image, Strings);
        Put(Needed + 2, (ushort)2);                                       // two versions of the only file
        Put(Needed + 8, 16u);                                             // the first of them follows
        PutVersion(Needed + 16, index: 2, name: 1, next: 16);
        PutVersion(Needed + 32, index: 3, name: 2 + (uint)OtherVersion.Length, next: 0);
        Put(Versions + 2, (ushort)(usesStamp ? 3 : 2));                   // version index of symbol 1
        Put(Relocations + 12, 1u);                                        // symbol 1 is resolved

        PutSection(0, type: 3, Strings, size: 64, link: 0);
        PutSection(1, type: 0x6ffffffe, Needed, size: 48, link: 0);
        PutSection(2, type: 0x6fffffff, Versions, size: 4, link: 0);
        PutSection(3, type: 4, Relocations, size: 24, link: 0);
        return image;

        void PutVersion(int at, ushort index, uint name, uint next)
        {
            Put(at + 6, index);
            Put(at + 8, name);
            Put(at + 12, next);
        }

        void PutSection(int number, uint type, int offset, int size, uint link)
        {
            var at = Sections + number * SectionSize;
            Put(at + 4, type);
            Put(at + 24, (ulong)offset);
            Put(at + 32, (ulong)size);
            Put(at + 40, link);
        }

        void Put<T>(int at, T value) where T : unmanaged => _ = value switch
        {
            ushort number => BinaryPrimitives.TryWriteUInt16LittleEndian(image.AsSpan(at), number),
            uint number => BinaryPrimitives.TryWriteUInt32LittleEndian(image.AsSpan(at), number),
            ulong number => BinaryPrimitives.TryWriteUInt64LittleEndian(image.AsSpan(at), number),
            _ => throw new ArgumentException("only the field widths of the format", nameof(value)),
        };
    }
}
