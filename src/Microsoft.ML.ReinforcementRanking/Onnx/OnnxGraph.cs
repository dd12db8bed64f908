using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>
/// Adds operations to a graph of ONNX, of ML.NET's converter or of <see cref="OnnxFile"/>. All operations that are used have the same meaning in the versions
/// 9 to 12 of the operators. The values of a variable are rows: the first dimension is the number of rows, and the second one the width.
/// </summary>
internal sealed class OnnxGraph(OnnxContext context)
{
    // The names of variables are also those of columns in the graphs of ML.NET, so that they must not be those of a column of the user.
    private const string Prefix = "ranking.";

    /// <summary>The domain of the operations of traditional machine learning.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    private readonly Dictionary<float[], string> _constants = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds an operation with one output, and returns its variable.</summary>
    public string Add(string operation, IEnumerable<string> inputs, Action<OnnxNode>? addAttributes = null, string domain = "")
    {
        var output = NewVariable(operation);
        Add(operation, inputs, [output], addAttributes, domain);
        return output;
    }

    public string Add(string operation, params IEnumerable<string> inputs) => Add(operation, inputs, addAttributes: null);

    /// <summary>Gives a variable another name.</summary>
    public void Rename(string variable, string name) => Add("Identity", [variable], [name], addAttributes: null, domain: "");

    public string Constant(float value) => Constant([value], 1, 1);

    /// <summary>Returns the variable of an array, which is a constant of the graph only once.</summary>
    public string Constant(float[] values, params long[] shape)
    {
        if (!_constants.TryGetValue(values, out var constant))
            _constants.Add(values, constant = LazyConstant(values, shape));
        return constant;
    }

    /// <summary>Adds a constant whose values need not be in memory.</summary>
    public string LazyConstant(IEnumerable<float> values, params long[] shape) => context.AddInitializer(values, shape, $"{Prefix}constant");

    public string Constant(long value) => Constant([value], 1, 1);

    public string Constant(IEnumerable<long> values, params long[] shape) => context.AddInitializer(values, shape, $"{Prefix}constant");

    public string Cast(string variable, Type type) => Add("Cast", [variable], node => node.AddAttribute("to", type));

    /// <summary>Returns <c>x Wᵀ + b</c> for a matrix with one row for each output.</summary>
    public string Affine(string variable, string matrix, string biases, float biasFactor = 1) => Add("Gemm", [variable, matrix, biases], node =>
    {
        node.AddAttribute("transB", 1L);
        node.AddAttribute("beta", (double)biasFactor);
    });

    /// <summary>Returns the parts of a variable, side by side, whose widths are above 0.</summary>
    public string[] Split(string variable, params long[] widths)
    {
        if (widths.Length == 1)
            return [variable];
        string[] outputs = [.. widths.Select(_ => NewVariable("Split"))];
        Add("Split", [variable], outputs, node =>
        {
            node.AddAttribute("axis", 1L);
            node.AddAttribute("split", widths.AsEnumerable());
        }, domain: "");
        return outputs;
    }

    public string Concat(params IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : Add("Concat", parts, node => node.AddAttribute("axis", 1L));

    public string Sum(params IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : Add("Sum", parts);

    /// <summary>Returns a number for each row: the sum, the largest value or the sum of squares, by the name of the operation.</summary>
    public string Reduce(string operation, string variable) => Add(operation, [variable], node =>
    {
        node.AddAttribute("axes", (long[])[1]);
        node.AddAttribute("keepdims", 1L);
    });

    /// <summary>Adds a dimension of length 1 behind the rows.</summary>
    public string Unsqueeze(string variable) => Add("Unsqueeze", [variable], node => node.AddAttribute("axes", (long[])[1]));

    /// <summary>Removes the dimension behind the rows, whose length is 1.</summary>
    public string Squeeze(string variable) => Add("Squeeze", [variable], node => node.AddAttribute("axes", (long[])[1]));

    /// <summary>Returns 0 for each row of a variable.</summary>
    public string Zero(string variable) => Add("Mul", Reduce("ReduceSum", variable), Constant(0f));

    /// <summary>Returns <c>Σ x y</c> of each row.</summary>
    public string Dot(string first, string second) => Reduce("ReduceSum", Add("Mul", first, second));

    /// <summary>Returns <c>log Σ exp(x)</c> of each row, without an exponential of a number above 0.</summary>
    public string LogSumExp(string variable)
    {
        var largest = Reduce("ReduceMax", variable);
        return Add("Add", largest, Add("Log", Reduce("ReduceSum", Add("Exp", Add("Sub", variable, largest)))));
    }

    /// <summary>Returns <c>Σ softmax(logits)_i · x_i</c>.</summary>
    /// <param name="logits">One logit for each value.</param>
    /// <param name="values">The values x_i, all of the same width.</param>
    public string WeightedSum(string logits, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
            return values[0];
        var shares = Split(Add("Softmax", [logits], node => node.AddAttribute("axis", 1L)), [.. values.Select(_ => 1L)]);
        return Sum([.. values.Select((value, index) => Add("Mul", value, shares[index]))]);
    }

    private void Add(string operation, IEnumerable<string> inputs, IEnumerable<string> outputs, Action<OnnxNode>? addAttributes, string domain)
    {
        var node = context.CreateNode(operation, inputs, outputs, context.GetNodeName(Prefix + operation), domain);
        addAttributes?.Invoke(node);
    }

    // The type of a variable is not declared, because runtimes infer it.
    private string NewVariable(string operation) => context.AddIntermediateVariable(null, Prefix + operation, skip: true);
}
