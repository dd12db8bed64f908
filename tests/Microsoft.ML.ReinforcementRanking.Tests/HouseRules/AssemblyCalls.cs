using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// Finds what each method of a compiled assembly calls according to its IL, as names with parameter types, in the same assembly and in others.
/// </summary>
internal sealed class AssemblyCalls
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    private readonly MetadataReader _metadata;

    private AssemblyCalls(PEReader image)
    {
        _metadata = image.GetMetadataReader();
        foreach (var handle in _metadata.MethodDefinitions)
        {
            var method = _metadata.GetMethodDefinition(handle);
            var calls = method.RelativeVirtualAddress == 0 ? [] : CalledBy(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader());
            Methods.Add((NameOf(handle), calls));
        }
    }

    /// <summary>The methods, with the members that their bodies call, create, or take the address of.</summary>
    public List<(string Name, HashSet<string> Calls)> Methods { get; } = [];

    public static AssemblyCalls Of(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return new(image);
    }

    /// <summary>Finds the methods that call one of <paramref name="seeds"/>, directly or through other methods of this assembly.</summary>
    public HashSet<string> CallersOf(IEnumerable<string> seeds)
    {
        var callers = Methods.SelectMany(method => method.Calls.Select(call => (call, method.Name))).ToLookup(pair => pair.call, pair => pair.Name);
        HashSet<string> found = [];
        var open = new Queue<string>(seeds);
        while (open.TryDequeue(out var called))
        {
            foreach (var caller in callers[called].Where(found.Add))
                open.Enqueue(caller);
        }
        return found;
    }

    private HashSet<string> CalledBy(BlobReader code)
    {
        HashSet<string> calls = [];
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE)
                value = 0xFE00 | code.ReadByte();
            switch (OpCodesByValue[value].OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineTok:
                    if (NameOf(MetadataTokens.EntityHandle(code.ReadInt32())) is { } name)
                        calls.Add(name);
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case var operand:
                    code.Offset += SizeOf(operand);
                    break;
            }
        }
        return calls;
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private string? NameOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                return NameOf((MethodDefinitionHandle)handle);
            case HandleKind.MethodSpecification:
                return NameOf(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MemberReference when _metadata.GetMemberReference((MemberReferenceHandle)handle) is var member
                && member.GetKind() == MemberReferenceKind.Method:
                return Describe(TypeNames.Of(_metadata, member.Parent), member.Name, member.DecodeMethodSignature(TypeNames.Instance, null));
            default:
                return null;
        }
    }

    private string NameOf(MethodDefinitionHandle handle)
    {
        var method = _metadata.GetMethodDefinition(handle);
        return Describe(TypeNames.Of(_metadata, method.GetDeclaringType()), method.Name, method.DecodeSignature(TypeNames.Instance, null));
    }

    private string Describe(string type, StringHandle name, MethodSignature<string> signature)
        => $"{type}.{_metadata.GetString(name)}({string.Join(", ", signature.ParameterTypes)})";

    /// <summary>Formats names of types as <c>Namespace.Outer.Inner</c>. Generic arguments are left out if they only specify the instance.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public static readonly TypeNames Instance = new();

        public static string Of(MetadataReader metadata, EntityHandle handle) => handle.Kind switch
        {
            HandleKind.TypeDefinition => Instance.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
            HandleKind.TypeReference => Instance.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
            HandleKind.TypeSpecification => Instance.GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)handle, 0),
            HandleKind.MethodDefinition => Of(metadata, metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()),
            _ => handle.Kind.ToString(),
        };

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            return Join(type.IsNested ? Of(reader, type.GetDeclaringType()) : reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            var outer = type.ResolutionScope.Kind == HandleKind.TypeReference ? Of(reader, type.ResolutionScope) : reader.GetString(type.Namespace);
            return Join(outer, reader.GetString(type.Name));
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
            => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
            => genericType == "System.Nullable`1" ? $"{typeArguments[0]}?" : genericType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => $"System.{typeCode}";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "fnptr";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        private static string Join(string outer, string name) => outer.Length == 0 ? name : $"{outer}.{name}";
    }
}
