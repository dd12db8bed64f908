using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

// usage: OpenInternals <closed.dll> <opened.dll>
// Writes a copy of an assembly in which 'internal' members are 'public', and 'private protected' members are 'protected'. 'private' members stay private.
// The copy is a reference for the compiler only. At run time, the original assembly of ML.NET is used (docs/decisions/0001-friend-seam.md).
var image = File.ReadAllBytes(args[0]);
using var reader = new PEReader(new MemoryStream(image));
var metadata = reader.GetMetadataReader();
var start = reader.PEHeaders.MetadataStartOffset;

// The column offsets and visibility masks are defined in ECMA-335 II.22.15 (Field), II.22.26 (MethodDef), II.22.37 (TypeDef), II.23.1.
Rewrite(TableIndex.TypeDef, columnOffset: 0, columnWidth: 4, OpenType);
Rewrite(TableIndex.MethodDef, columnOffset: 6, columnWidth: 2, OpenMember);
Rewrite(TableIndex.Field, columnOffset: 0, columnWidth: 2, OpenMember);

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);
File.WriteAllBytes(args[1], image);

static uint OpenType(uint flags) => (flags & 7) switch
{
    0 => flags | 1,             // NotPublic -> Public
    5 => (flags & ~7u) | 2,     // NestedAssembly -> NestedPublic
    6 => (flags & ~7u) | 4,     // NestedFamANDAssem -> NestedFamily
    _ => flags,
};

static uint OpenMember(uint flags) => (flags & 7) switch
{
    2 => (flags & ~7u) | 4,     // FamANDAssem -> Family
    3 => (flags & ~7u) | 6,     // Assembly -> Public
    _ => flags,
};

void Rewrite(TableIndex table, int columnOffset, int columnWidth, Func<uint, uint> open)
{
    var tableStart = start + metadata.GetTableMetadataOffset(table);
    var rowSize = metadata.GetTableRowSize(table);
    for (var row = 0; row < metadata.GetTableRowCount(table); row++)
    {
        var at = image.AsSpan(tableStart + row * rowSize + columnOffset, columnWidth);
        if (columnWidth == 4)
            BitConverter.TryWriteBytes(at, open(BitConverter.ToUInt32(at)));
        else
            BitConverter.TryWriteBytes(at, (ushort)open(BitConverter.ToUInt16(at)));
    }
}
