using System.Reflection;
using System.Reflection.Metadata;

namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>Lists every type, method, and field of an assembly by the text that a reference to it would have.</summary>
internal sealed class DefinedMembers
{
    private readonly Dictionary<string, MemberAccess> _access = [];

    public DefinedMembers(MetadataReader reader)
    {
        foreach (var handle in reader.TypeDefinitions)
            AddType(reader, handle);
    }

    public MemberAccess this[string member] => _access.GetValueOrDefault(member, MemberAccess.Missing);

    private void AddType(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var name = SignatureText.NameOf(reader, handle);
        var type = reader.GetTypeDefinition(handle);
        var open = IsOpen(reader, handle);
        Add(name, open);
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            var signature = SignatureText.Write(method.DecodeSignature(new SignatureText(), null));
            Add($"{name}.{reader.GetString(method.Name)}{signature}", open && IsOpen(method.Attributes & MethodAttributes.MemberAccessMask));
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            var signature = field.DecodeSignature(new SignatureText(), null);
            Add($"{name}.{reader.GetString(field.Name)} : {signature}", open && IsOpen((MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask)));
        }
    }

    private void Add(string member, bool open) => _access[member] = open ? MemberAccess.Public : MemberAccess.Internal;

    private static bool IsOpen(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsOpen(reader, type.GetDeclaringType()),
            _ => false,
        };
    }

    /// <summary>Gets the visibility. Fields and methods use the same numbers for it (ECMA-335 II.23.1.5, II.23.1.10).</summary>
    private static bool IsOpen(MethodAttributes visibility)
        => visibility is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;
}
