using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Lets a shared library load where a dependency lacks a symbol version that the library names but never uses. The compiler adds such a version only as a
/// marker. The weak flag tells the loader that its absence is not an error.
/// </summary>
/// <remarks>Layout: System V gABI, chapter "Object Files"; LSB Core, "Symbol Versioning" (<c>Elf64_Verneed</c>, <c>Elf64_Vernaux</c>).</remarks>
internal static class ElfVersionPatch
{
    private const uint RelocationSection = 4;
    private const uint NeededVersionsSection = 0x6ffffffe;
    private const uint SymbolVersionsSection = 0x6fffffff;
    private const ushort WeakFlag = 0x2;

    /// <summary>Returns a copy of the image in which every entry that needs <paramref name="symbolVersion"/> is weak; other bytes are unchanged.</summary>
    /// <exception cref="InvalidDataException">The image is not a little-endian ELF64 file, or it uses a symbol of that version.</exception>
    public static byte[] MakeOptional(ReadOnlySpan<byte> image, string symbolVersion)
    {
        if (image.Length < 64 || !image.StartsWith("\x7f"u8) || !image[1..].StartsWith("ELF\x02\x01"u8))
            throw new InvalidDataException("The file is not a little-endian ELF64 image.");

        var patched = image.ToArray();
        var sections = ReadSections(image);
        foreach (var needed in sections.Where(section => section.Type == NeededVersionsSection))
        {
            foreach (var entry in EntriesNamed(symbolVersion, image, needed, sections[needed.Link]))
            {
                if (IsUsed(ReadUInt16(image, entry + 6), image, sections))
                    throw new InvalidDataException($"The image uses symbols of version {symbolVersion}.");
                var flags = patched.AsSpan(entry + 4);
                BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
            }
        }

        return patched;
    }

    private static Section[] ReadSections(ReadOnlySpan<byte> image)
    {
        var (start, size) = (ReadOffset(image, 40), ReadUInt16(image, 58));
        var sections = new Section[ReadUInt16(image, 60)];
        for (var i = 0; i < sections.Length; i++)
        {
            var at = start + i * size;
            sections[i] = new(ReadUInt32(image, at + 4), ReadOffset(image, at + 24), ReadOffset(image, at + 32), (int)ReadUInt32(image, at + 40));
        }

        return sections;
    }

    /// <summary>
    /// Returns the offsets of the <c>Elf64_Vernaux</c> entries with that name. They are in a list of files, each with a list of versions.
    /// </summary>
    private static List<int> EntriesNamed(string symbolVersion, ReadOnlySpan<byte> image, Section needed, Section names)
    {
        var wanted = Encoding.ASCII.GetBytes(symbolVersion + '\0');
        List<int> found = [];
        for (int file = needed.Offset, nextFile = -1; nextFile != 0; file += nextFile)
        {
            var entry = file + (int)ReadUInt32(image, file + 8);
            for (int count = ReadUInt16(image, file + 2); count > 0; count--)
            {
                if (image[(names.Offset + (int)ReadUInt32(image, entry + 8))..].StartsWith(wanted))
                    found.Add(entry);
                entry += (int)ReadUInt32(image, entry + 12);
            }

            nextFile = (int)ReadUInt32(image, file + 12);
        }

        return found;
    }

    /// <summary>Whether a relocation points to a symbol of the version with that index. A symbol that is only listed is never resolved.</summary>
    private static bool IsUsed(ushort versionIndex, ReadOnlySpan<byte> image, Section[] sections)
    {
        const int relocationSize = 24;
        var versions = sections.Single(section => section.Type == SymbolVersionsSection);
        foreach (var relocations in sections.Where(section => section.Type == RelocationSection))
        {
            for (var at = relocations.Offset; at < relocations.Offset + relocations.Size; at += relocationSize)
            {
                var symbol = (int)ReadUInt32(image, at + 12);
                if (ReadUInt16(image, versions.Offset + 2 * symbol) == versionIndex)
                    return true;
            }
        }

        return false;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static uint ReadUInt32(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image[at..]);

    private static int ReadOffset(ReadOnlySpan<byte> image, int at) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image[at..]));

    private readonly record struct Section(uint Type, int Offset, int Size, int Link);
}
