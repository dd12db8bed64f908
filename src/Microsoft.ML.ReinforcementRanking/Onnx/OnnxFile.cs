using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>
/// Represents a graph that is written as an ONNX file. The networks of this library and the steps of ML.NET add their operations in the same way, as to the
/// graphs of ML.NET's own converter. Only what the outputs depend on is written.
/// </summary>
internal sealed partial class OnnxFile : OnnxContext
{
    // Fields of ModelProto, OperatorSetIdProto, StringStringEntryProto and GraphProto.
    private const int FormatField = 1, ProducerField = 2, ProducerVersionField = 3, GraphField = 7, OperatorsField = 8, MetadataField = 14;
    private const int OperatorDomainField = 1, OperatorVersionField = 2, KeyField = 1, ValueField = 2;
    private const int NodeField = 1, GraphNameField = 2, ConstantField = 5, InputField = 11, OutputField = 12;

    // The version of the format that came with version 12 of the operators.
    private const int FormatVersion = 7, OperatorVersion = 12, MachineLearningVersion = 2;
    // The limit of a protobuf message.
    private const int MaximumLength = int.MaxValue;
    private const string Producer = "Microsoft.ML.ReinforcementRanking";

    private readonly Dictionary<string, string> _variableOfColumn = [];
    private readonly Dictionary<string, List<long>> _shapes = [];
    private readonly HashSet<string> _variables = [];
    private readonly HashSet<string> _nodeNames = [];
    private readonly List<OnnxFileNode> _nodes = [];
    private readonly List<OnnxTensor> _constants = [];
    private readonly List<OnnxVariable> _inputs = [];
    private readonly List<OnnxVariable> _outputs = [];

    /// <summary>Gets the metadata of the model.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    public void AddInput(OnnxVariable input)
    {
        _inputs.Add(input with { Name = Define(input.Name) });
        _shapes[_inputs[^1].Name] = [-1, input.Width ?? 0];
    }

    /// <summary>Makes a variable an output. It is the name of the output.</summary>
    public void AddOutput(OnnxVariable output) => _outputs.Add(output);

    /// <exception cref="ArgumentException">The stream cannot be written to.</exception>
    public static void RequireWritable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("The stream cannot be written to. Open it for writing, for example with File.Create.", nameof(stream));
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="InvalidOperationException">The file has too many bytes. Nothing has been written.</exception>
    public void WriteTo(Stream stream)
    {
        var message = ToMessageOfAllowedLength();
        // A message consists of many small pieces.
        var buffered = new BufferedStream(stream);
        message.WriteTo(buffered);
        buffered.Flush();
    }

    /// <exception cref="InvalidOperationException">The file would have too many bytes.</exception>
    public void RequireAllowedLength() => ToMessageOfAllowedLength();

    public override string GetNodeName(string prefix) => Unique(prefix, _nodeNames);

    public override bool IsVariableDefined(string variableName) => _variables.Contains(variableName);

    public override bool ContainsColumn(string colName) => _variableOfColumn.ContainsKey(colName);

    public override void CheckOpSetVersion(int thisTransformerMinumumOpSetVersion, string registerTransformerName)
    {
        if (thisTransformerMinumumOpSetVersion > OperatorVersion)
            throw new NotSupportedException($"{registerTransformerName} needs version {thisTransformerMinumumOpSetVersion} of the operators of ONNX.");
    }

    public override void RemoveColumn(string colName, bool removeVariable = false) => _variableOfColumn.Remove(colName);

    public override void RemoveVariable(string variableName, bool removeColumn)
    {
        foreach (var (column, _) in _variableOfColumn.Where(pair => pair.Value == variableName).ToArray())
            _variableOfColumn.Remove(column);
    }

    public override void RemoveInputVariable(string variableName) => RemoveColumn(variableName);

    public override string GetVariableName(string colName) => _variableOfColumn[colName];

    public override string AddIntermediateVariable(DataViewType type, string colName, bool skip = false)
    {
        var variable = Define(colName);
        if (!skip)
            _shapes[variable] = [-1, .. type is VectorDataViewType vector ? vector.Dimensions.Select(length => (long)length) : [1L]];
        return variable;
    }

    public override OnnxNode CreateNode(
        string opType, IEnumerable<string> inputs, IEnumerable<string> outputs, string name, string? domain = null)
    {
        _nodes.Add(new(opType, [.. inputs], [.. outputs], name, domain ?? OnnxGraph.MachineLearning));
        return _nodes[^1];
    }

    public override OnnxVersion GetOnnxVersion() => OnnxVersion.Stable;

    public override List<long>? RetrieveShapeOrNull(string variableName) => _shapes.GetValueOrDefault(variableName);

    private string Define(string name) => _variableOfColumn[name] = Unique(name, _variables);

    private static string Unique(string prefix, HashSet<string> names)
    {
        var name = prefix;
        for (var count = 0; !names.Add(name); count++)
            name = $"{prefix}{count}";
        return name;
    }

    private ProtoMessage ToMessageOfAllowedLength()
    {
        var message = ToMessage();
        if (message.Length <= MaximumLength)
            return message;
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The model has {message.Length:N0} bytes in the ONNX format, ") +
            string.Create(CultureInfo.InvariantCulture, $"whose files have at most {MaximumLength:N0}, the limit of a protobuf message. ") +
            "Save it in ML.NET's format, or fit with a smaller EmbeddingDimension, fewer HiddenUnits or a smaller catalog.");
    }

    private ProtoMessage ToMessage()
    {
        var model = new ProtoMessage();
        model.Add(FormatField, FormatVersion);
        model.Add(ProducerField, Producer);
        model.Add(ProducerVersionField, VersionOfLibrary());
        model.Add(GraphField, ToGraph());
        model.Add(OperatorsField, Pair((OperatorDomainField, ""), message => message.Add(OperatorVersionField, OperatorVersion)));
        model.Add(OperatorsField, Pair((OperatorDomainField, OnnxGraph.MachineLearning), message => message.Add(OperatorVersionField, MachineLearningVersion)));
        foreach (var (key, value) in Metadata)
            model.Add(MetadataField, Pair((KeyField, key), message => message.Add(ValueField, value)));
        return model;
    }

    private ProtoMessage ToGraph()
    {
        var used = _outputs.Select(output => output.Name).ToHashSet();
        List<OnnxFileNode> nodes = [];
        foreach (var node in Enumerable.Reverse(_nodes).Where(node => node.Outputs.Any(used.Contains)))
        {
            used.UnionWith(node.Inputs);
            nodes.Insert(0, node);
        }
        var graph = new ProtoMessage();
        foreach (var node in nodes)
            graph.Add(NodeField, node.ToMessage());
        graph.Add(GraphNameField, Producer);
        foreach (var constant in _constants.Where(constant => used.Contains(constant.Name)))
            graph.Add(ConstantField, constant.Message);
        foreach (var input in _inputs.Where(input => used.Contains(input.Name)))
            graph.Add(InputField, input.ToMessage());
        foreach (var output in _outputs)
            graph.Add(OutputField, output.ToMessage());
        return graph;
    }

    private static ProtoMessage Pair((int Field, string Text) first, Action<ProtoMessage> addSecond)
    {
        var message = new ProtoMessage();
        message.Add(first.Field, first.Text);
        addSecond(message);
        return message;
    }

    private static string VersionOfLibrary()
        => typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
