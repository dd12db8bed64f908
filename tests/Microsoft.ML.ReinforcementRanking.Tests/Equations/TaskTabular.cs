using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Creates logs of tasks, and networks that are so small that their outputs are known: constants, tables, and piecewise linear functions.
/// </summary>
internal static class TaskTabular
{
    /// <summary>Represents a row of a log. <c>Next</c> is the index of a later row, or -1 if the session ends.</summary>
    internal readonly record struct Row(float[] Features, float[] Labels, int Next = -1);

    public static LogRows Log(IReadOnlyList<Row> rows, float[]? weights = null)
    {
        var features = new FeatureTableBuilder(rows[0].Features.Length);
        var sessions = new int[rows.Count];
        var sessionCount = 0;
        foreach (var (index, row) in rows.Index())
        {
            features.Add(new VBuffer<float>(row.Features.Length, row.Features));
            var before = rows.Index().FirstOrDefault(other => other.Item.Next == index, (Index: -1, default)).Index;
            sessions[index] = before < 0 ? sessionCount++ : sessions[before];
        }
        var data = new SessionDataset
        {
            RowCount = rows.Count,
            SessionCount = sessionCount,
            SessionOfRow = sessions,
            NextRow = [.. rows.Select(row => row.Next)],
            Features = features.ToTable(),
            Responses = [.. rows[0].Labels.Select((_, task) => rows.Select(row => row.Labels[task]).ToArray())],
            Weights = weights,
        };
        return new(data, [.. Enumerable.Range(0, rows.Count)]);
    }

    public static TaskTarget Binary(string name = "Click") => new(name, IsBinary: true, Mean: 0, Deviation: 1, LossWeight: 1);

    public static TaskTarget Regression(double mean, double deviation, string name = "Watch") => new(name, IsBinary: false, mean, deviation, LossWeight: 1);

    public static TaskNetwork Network(LogRows log, NetworkPlan plan, float[][] weights, params TaskTarget[] tasks)
    {
        var network = new TaskNetwork(plan, dropout: 0, tasks, log, CPU);
        network.Module.LoadWeights(weights);
        return network;
    }

    /// <summary>Creates a network without hidden layers, whose outputs (logits, standardized predictions) do not depend on the state.</summary>
    public static TaskNetwork Constant(LogRows log, TaskTarget[] tasks, params double[] outputs)
    {
        var width = log.Data.Features.Width;
        return Network(log, NetworkPlan.Tower(width, [], outputs.Length), [new float[width * outputs.Length], [.. outputs.Select(output => (float)output)]],
            tasks);
    }

    /// <summary>Creates critics without hidden layers, whose values are constant.</summary>
    public static TaskCritics ConstantCritics(LogRows log, params double[] values)
    {
        var width = log.Data.Features.Width + values.Length;
        return Critics(NetworkPlan.Tower(width, [], values.Length), [new float[width * values.Length], [.. values.Select(value => (float)value)]],
            [.. values.Select(_ => 1.0)]);
    }

    public static TaskCritics Critics(NetworkPlan plan, float[][] weights, params double[] scales)
    {
        var module = new PlannedModule(plan, dropout: 0);
        module.LoadWeights(weights);
        module.SetTraining(false);
        return new(module, scales, CPU);
    }

    /// <summary>
    /// Creates the critic of one task over one feature, as the piecewise linear function through the values at the knots: <c>f(k_0) + Σ_i (s_i − s_{i−1})
    /// relu(a − k_i)</c>. s_i is the slope between knot i and the next knot. The critic ignores the state.
    /// </summary>
    public static TaskCritics BrokenLine(Func<double, double> function, params double[] knots)
    {
        double[] slopes = [0, .. knots.Zip(knots.Skip(1), (from, to) => (function(to) - function(from)) / (to - from))];
        var builder = new PlanBuilder(2);
        var hidden = builder.Dense(builder.Slice(PlanBuilder.Input, 1, 1), slopes.Length - 1, Activation.Relu);
        return Critics(builder.Build([builder.Dense(hidden, 1)]),
            [
                [.. slopes.Skip(1).Select(_ => 1f)],
                [.. knots.SkipLast(1).Select(knot => (float)-knot)],
                [.. slopes.Zip(slopes.Skip(1), (before, after) => (float)(after - before))],
                [(float)function(knots[0])],
            ], 1);
    }

    public static Tensor Table(int tasks, params double[] values) => tensor(values).reshape(-1, tasks);

    public static Tensor FloatTable(int tasks, params double[] values) => Table(tasks, values).to_type(ScalarType.Float32);
}
