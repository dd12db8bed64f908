namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <content>The constants of a graph. The overloads are those that the steps of ML.NET call.</content>
internal sealed partial class OnnxFile
{
    private static readonly long[] Number = [];

    public override string AddInitializer(bool value, string? name = null, bool makeUniqueName = true) => AddInitializer(new[] { value }, Number, name);

    public override string AddInitializer(float value, string? name = null, bool makeUniqueName = true) => AddInitializer(new[] { value }, Number, name);

    public override string AddInitializer(int value, Type type, string? name = null, bool makeUniqueName = true)
        => AddInitializer(new[] { value }, type, Number, name);

    public override string AddInitializer(string value, string? name = null, bool makeUniqueName = true) => AddInitializer(new[] { value }, Number, name);

    public override string AddInitializer(long value, string? name = null, bool makeUniqueName = true) => AddInitializer(new[] { value }, Number, name);

    public override string AddInitializer(double value, string? name = null, bool makeUniqueName = true) => AddInitializer(new[] { value }, Number, name);

    public override string AddInitializer(ulong value, bool isUint64, string? name = null, bool makeUniqueName = true)
        => AddInitializer(new[] { value }, isUint64, Number, name);

    public override string AddInitializer(IEnumerable<bool> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
        => Add(values, dims, NewConstant(name, makeUniqueName), OnnxElementType.Boolean, sizeof(bool), value => value ? 1 : 0);

    public override string AddInitializer(IEnumerable<float> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
        => Add(OnnxTensor.OfFloats(NewConstant(name, makeUniqueName), values, Shape(values, dims)));

    public override string AddInitializer(IEnumerable<int> values, Type type, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
    {
        var element = OnnxElementTypes.Of(type);
        var size = element switch
        {
            OnnxElementType.Int32 => sizeof(int),
            OnnxElementType.Int16 or OnnxElementType.UInt16 => sizeof(short),
            _ => sizeof(byte),
        };
        return Add(values, dims, NewConstant(name, makeUniqueName), element, size, value => value);
    }

    public override string AddInitializer(IEnumerable<string> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
        => Add(OnnxTensor.OfTexts(NewConstant(name, makeUniqueName), values, Shape(values, dims)));

    public override string AddInitializer(IEnumerable<long> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
        => Add(values, dims, NewConstant(name, makeUniqueName), OnnxElementType.Int64, sizeof(long), value => value);

    public override string AddInitializer(IEnumerable<double> values, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
        => Add(values, dims, NewConstant(name, makeUniqueName), OnnxElementType.Double, sizeof(double), BitConverter.DoubleToInt64Bits);

    public override string AddInitializer(IEnumerable<ulong> values, bool isUint64, IEnumerable<long>? dims, string? name = null, bool makeUniqueName = true)
        => isUint64
            ? Add(values, dims, NewConstant(name, makeUniqueName), OnnxElementType.UInt64, sizeof(ulong), value => (long)value)
            : Add(values, dims, NewConstant(name, makeUniqueName), OnnxElementType.UInt32, sizeof(uint), value => (long)value);

    private static long[] Shape<T>(IEnumerable<T> values, IEnumerable<long>? shape) => shape is null ? [values.LongCount()] : [.. shape];

    // A constant with the name of an input is the value of the input in runs that do not set it.
    private string NewConstant(string? name, bool makeUnique) => name is null || makeUnique ? Define(name ?? "constant") : name;

    private string Add<T>(IEnumerable<T> values, IEnumerable<long>? shape, string name, OnnxElementType type, int size, Func<T, long> toBits)
        => Add(OnnxTensor.OfNumbers(name, type, values, Shape(values, shape), size, toBits));

    private string Add(OnnxTensor constant)
    {
        _constants.Add(constant);
        return constant.Name;
    }
}
