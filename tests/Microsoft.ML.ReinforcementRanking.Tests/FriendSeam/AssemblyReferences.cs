using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>Compares the members that a compiled assembly refers to with the members that other assemblies have, without loading any of them.</summary>
internal static class AssemblyReferences
{
    /// <param name="user">The image of the assembly that refers to the others.</param>
    /// <param name="used">The images of the assemblies to check against, by simple name. References to other assemblies are ignored.</param>
    public static IReadOnlyList<MemberUse> Resolve(byte[] user, IReadOnlyDictionary<string, byte[]> used)
    {
        var defined = used.ToDictionary(pair => pair.Key, pair => Read(pair.Value, reader => new DefinedMembers(reader)));
        return Read(user, reader => Resolve(reader, defined));
    }

    private static List<MemberUse> Resolve(MetadataReader reader, Dictionary<string, DefinedMembers> defined)
    {
        var homes = reader.TypeReferences
            .Select(handle => (Type: SignatureText.NameOf(reader, handle), Assembly: AssemblyOf(reader, handle)))
            .Where(type => defined.ContainsKey(type.Assembly))
            .ToDictionary(type => type.Type, type => type.Assembly);
        var members = reader.MemberReferences.Select(reader.GetMemberReference)
            .Select(member => (Type: OwnerOf(reader, member), Text: TextOf(reader, member)))
            .Where(member => homes.ContainsKey(member.Type))
            .Select(member => (Assembly: homes[member.Type], Member: member.Type + member.Text));
        return [.. homes.Select(home => (Assembly: home.Value, Member: home.Key)).Concat(members)
            .Select(use => new MemberUse(use.Assembly, use.Member, defined[use.Assembly][use.Member]))
            .Distinct()
            .OrderBy(use => use.Member, StringComparer.Ordinal)];
    }

    private static string AssemblyOf(MetadataReader reader, TypeReferenceHandle handle) => reader.GetTypeReference(handle).ResolutionScope switch
    {
        { Kind: HandleKind.TypeReference } outer => AssemblyOf(reader, (TypeReferenceHandle)outer),
        { Kind: HandleKind.AssemblyReference } home => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)home).Name),
        _ => "",
    };

    /// <summary>Gets the type of a member. For a constructed generic type, it is the generic type definition.</summary>
    private static string OwnerOf(MetadataReader reader, MemberReference member) => member.Parent.Kind switch
    {
        HandleKind.TypeReference => SignatureText.NameOf(reader, (TypeReferenceHandle)member.Parent),
        HandleKind.TypeSpecification => new SignatureText().GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)member.Parent, 0).Split('<')[0],
        _ => "",
    };

    private static string TextOf(MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        return member.GetKind() == MemberReferenceKind.Field
            ? $".{name} : {member.DecodeFieldSignature(new SignatureText(), null)}"
            : $".{name}{SignatureText.Write(member.DecodeMethodSignature(new SignatureText(), null))}";
    }

    private static T Read<T>(byte[] image, Func<MetadataReader, T> read)
    {
        using var file = new PEReader(new MemoryStream(image));
        return read(file.GetMetadataReader());
    }
}
