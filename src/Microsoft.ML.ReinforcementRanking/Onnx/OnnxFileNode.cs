using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>Represents an operation of a graph.</summary>
internal sealed class OnnxFileNode(string type, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, string name, string domain) : OnnxNode
{
    // Fields of NodeProto.
    private const int InputField = 1, OutputField = 2, NameField = 3, TypeField = 4, AttributeField = 5, DomainField = 7;

    // Fields of AttributeProto. The number of a kind of value is not the number of its field.
    private const int AttributeNameField = 1, KindField = 20;
    private static readonly (int Field, int Kind) Float = (2, 1), Integer = (3, 2), Text = (4, 3), Floats = (7, 6), Integers = (8, 7), Texts = (9, 8);

    private readonly List<ProtoMessage> _attributes = [];

    public IReadOnlyList<string> Inputs { get; } = inputs;

    public IReadOnlyList<string> Outputs { get; } = outputs;

    public override void AddAttribute(string argName, double value) => Add(argName, Float, [(float)value], (message, field, item) => message.Add(field, item));

    public override void AddAttribute(string argName, long value) => Add(argName, Integer, [value], (message, field, item) => message.Add(field, item));

    public override void AddAttribute(string argName, string value) => Add(argName, Text, [value], (message, field, item) => message.Add(field, item));

    public override void AddAttribute(string argName, ReadOnlyMemory<char> value) => AddAttribute(argName, value.ToString());

    public override void AddAttribute(string argName, bool value) => AddAttribute(argName, value ? 1L : 0L);

    public override void AddAttribute(string argName, Type t) => AddAttribute(argName, (long)OnnxElementTypes.Of(t));

    public override void AddAttribute(string argName, IEnumerable<double> value) => AddAttribute(argName, value.Select(item => (float)item));

    public override void AddAttribute(string argName, IEnumerable<float> value)
        => Add(argName, Floats, value, (message, field, item) => message.Add(field, item));

    public override void AddAttribute(string argName, IEnumerable<long> value)
        => Add(argName, Integers, value, (message, field, item) => message.Add(field, item));

    public override void AddAttribute(string argName, IEnumerable<string> value)
        => Add(argName, Texts, value, (message, field, item) => message.Add(field, item));

    public override void AddAttribute(string argName, string[] value) => AddAttribute(argName, value.AsEnumerable());

    public override void AddAttribute(string argName, IEnumerable<ReadOnlyMemory<char>> value) => AddAttribute(argName, value.Select(item => item.ToString()));

    public override void AddAttribute(string argName, IEnumerable<bool> value) => AddAttribute(argName, value.Select(item => item ? 1L : 0L));

    public ProtoMessage ToMessage()
    {
        var message = new ProtoMessage();
        foreach (var input in Inputs)
            message.Add(InputField, input);
        foreach (var output in Outputs)
            message.Add(OutputField, output);
        message.Add(NameField, name);
        message.Add(TypeField, type);
        foreach (var attribute in _attributes)
            message.Add(AttributeField, attribute);
        message.Add(DomainField, domain);
        return message;
    }

    private void Add<T>(string attribute, (int Field, int Kind) place, IEnumerable<T> values, Action<ProtoMessage, int, T> add)
    {
        var message = new ProtoMessage();
        message.Add(AttributeNameField, attribute);
        foreach (var value in values)
            add(message, place.Field, value);
        message.Add(KindField, place.Kind);
        _attributes.Add(message);
    }
}
