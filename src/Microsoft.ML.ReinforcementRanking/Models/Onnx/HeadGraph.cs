using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Adds what a head computes to a graph of ONNX, as a <see cref="HeadEvaluator"/> computes it. Values that several columns share are added once, and only if
/// one of the columns is.
/// </summary>
internal abstract class HeadGraph
{
    /// <summary>Adds an output column, and returns its variable: the values of the column in each row, side by side.</summary>
    public abstract string Column(int column);

    /// <summary>Adds the outputs that are no columns, because a row has them whatever its action is.</summary>
    public virtual IEnumerable<(OnnxVariable Output, string Variable)> FurtherOutputs() => [];

    /// <summary>Returns the values of all critics of a policy, side by side.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="head">The policy.</param>
    /// <param name="blocks">The blocks that critics read.</param>
    /// <param name="valueOf">A function that adds the value of a block.</param>
    protected static string ResponseValues(OnnxGraph graph, PolicyHead head, int[] blocks, Func<int, string> valueOf)
    {
        var values = graph.Concat([.. blocks.Select(valueOf)]);
        float[] factors = [.. head.Readouts.SelectMany(readout => blocks.Select(block => readout.BlockFactors[block]))];
        float[] means = [.. head.Readouts.Select(readout => (float)readout.Critic.MeanReturn)];
        return graph.Affine(values, graph.Constant(factors, means.Length, blocks.Length), graph.Constant(means, means.Length));
    }
}

/// <summary>Represents the variables that a head reads in a graph of ONNX.</summary>
/// <param name="Features">The features of each row.</param>
/// <param name="Action">The action column, or null if the head has none.</param>
/// <param name="Categories">The columns of the categorical fields.</param>
internal sealed record HeadVariables(string Features, string? Action, IReadOnlyList<string> Categories)
{
    /// <summary>Gets a Boolean for each action of the catalog, whether it can be chosen in the row, or null if all of them can.</summary>
    public string? EligibleActions { get; init; }
}
