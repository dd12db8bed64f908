using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents a policy over continuous actions: a diagonal Gaussian whose mean is a network of the state and whose standard deviation is a parameter of
/// its own. Networks use standardized actions, (a − mean) / deviation of the training rows, whereas columns use the user's units. If there is a range,
/// the output of the mean network is squashed into it.
/// </summary>
internal sealed class GaussianPolicyHead(
    string actionColumnName, ActionScale scale, ActionRange? range, PlannedNetwork meanNetwork, float[] logDeviations, IReadOnlyList<ContinuousCritic> critics)
        : ModelHead
{
    internal const byte KindNumber = 2;
    internal const byte RangedKindNumber = 4;

    public override int StateWidth => MeanNetwork.Plan.InputWidth;

    public override ActionInput Action => new(actionColumnName, ActionType.Vector, Scale.Size);

    public override IReadOnlyList<OutputColumn> Columns { get; } =
    [
        new(OutputColumn.Score, null),
        new(OutputColumn.Probability, null),
        .. critics.Count == 0 ? Array.Empty<OutputColumn>()
            : [new(OutputColumn.ResponseValues, [.. critics.Select(critic => critic.Critic.ResponseColumnName)])],
        new(OutputColumn.PredictedAction, [.. Enumerable.Range(0, scale.Size).Select(index => $"{actionColumnName}{index}")]),
    ];

    public override CriticSet Critics => new([.. ContinuousCritics.Select(critic => critic.Critic)], tasks: null);

    public ActionScale Scale { get; } = scale;

    /// <summary>Gets the range of the mean, or null if the mean is not limited.</summary>
    public ActionRange? Range { get; } = range;

    /// <summary>Gets the network from the state to the standardized mean or, if there is a range, to the number that is squashed into the range.</summary>
    public PlannedNetwork MeanNetwork { get; } = meanNetwork;

    /// <summary>Gets log σ of each dimension, in standardized actions.</summary>
    public float[] LogDeviations { get; } = logDeviations;

    /// <summary>Gets the critics, the one of the main response first.</summary>
    public IReadOnlyList<ContinuousCritic> ContinuousCritics { get; } = critics;

    /// <summary>Gets the members of all critics as one network, or null if there are no critics.</summary>
    public PlannedNetwork? CriticNetwork { get; }
        = critics.Count == 0 ? null : PlannedNetwork.Merge([.. critics.SelectMany(critic => critic.Members)]);

    protected override byte Kind => Range is null ? KindNumber : RangedKindNumber;

    public override HeadEvaluator CreateEvaluator() => new GaussianPolicyEvaluator(this);

    public override HeadGraph CreateGraph(OnnxGraph graph, HeadVariables inputs) => new GaussianPolicyGraph(this, graph, inputs);

    // *** Binary format ***
    // ranged kind only: floats: minimum, maximum
    // string: action column; int: action width; floats: action means, action deviations, log deviations; network: mean
    // int: critics; per critic: see CriticFormat, float: sign, int: members, per member: network
    protected override void WriteCore(BinaryWriter writer)
    {
        if (Range is { } range)
        {
            writer.Write(range.Minimum);
            writer.Write(range.Maximum);
        }
        writer.Write(actionColumnName);
        writer.Write(Scale.Size);
        FloatFormat.Write(writer, Scale.Means);
        FloatFormat.Write(writer, Scale.Deviations);
        FloatFormat.Write(writer, LogDeviations);
        PlanFormat.Write(writer, MeanNetwork);
        writer.Write(ContinuousCritics.Count);
        foreach (var critic in ContinuousCritics)
        {
            CriticFormat.Write(writer, critic.Critic);
            writer.Write(critic.Sign);
            writer.Write(critic.Members.Count);
            foreach (var member in critic.Members)
                PlanFormat.Write(writer, member);
        }
    }

    protected override double BoundColumns()
    {
        var (mean, range) = (ValueBounds.Of(MeanNetwork), Math.Max(Math.Abs(Range?.Minimum ?? 0), Math.Abs(Range?.Maximum ?? 0)));
        var (bound, action) = (0.0, 0.0);
        for (var index = 0; index < Scale.Size; index++)
        {
            var (center, deviation) = (Math.Abs(Scale.Means[index]), Scale.Deviations[index]);
            var standardized = (ValueBounds.LargestInput + center) / deviation;
            var predicted = Range is null ? center + deviation * mean : range;
            var distance = (standardized + (predicted + center) / deviation) / Math.Exp(LogDeviations[index]);
            action = Math.Max(action, standardized);
            bound += Math.Max(predicted, distance * distance + Math.Abs(LogDeviations[index]));
        }
        var critics = CriticNetwork is null ? 0 : ValueBounds.Of(CriticNetwork, Math.Max(ValueBounds.LargestInput, action));
        double Value(ContinuousCritic critic) => Math.Abs(critic.Critic.MeanReturn) + Math.Abs(critic.Critic.ReturnDeviation) * critics * critic.Members.Count;
        return ContinuousCritics.Select(Value).Append(bound).Max();
    }

    internal static GaussianPolicyHead ReadCore(ModelReader reader, bool hasRange)
    {
        var range = hasRange ? new ActionRange(reader.ReadSingle(), reader.ReadSingle()) : null;
        ModelReader.Require(range is null || range.Minimum < range.Maximum, $"the range of the action is from {range?.Minimum} to {range?.Maximum}");
        var actionColumnName = reader.ReadName();
        var width = reader.ReadCount("action values", 3 * sizeof(float), minimum: 1);
        // Each slot of the predicted action has a name with that of the column.
        reader.Spend((double)width * actionColumnName.Length, "the action");
        var scale = new ActionScale(reader.ReadFloats(width), reader.ReadFloats(width));
        ModelReader.Require(scale.Deviations.All(deviation => deviation > 0), $"a standard deviation of the action is not above 0");
        var logDeviations = reader.ReadFloats(width);
        var mean = PlanFormat.Read(reader);
        HeadCheck.RequireNetwork(mean, "network of the mean", inputs: null, width);
        var inputs = mean.Plan.InputWidth + (long)width;
        var critics = reader.ReadList("critics", CriticFormat.Smallest + sizeof(float) + sizeof(int), _ => ReadCritic(reader, inputs));
        return new(actionColumnName, scale, range, mean, logDeviations, critics);
    }

    private static ContinuousCritic ReadCritic(ModelReader reader, long inputs)
    {
        var (critic, sign) = (CriticFormat.Read(reader), reader.ReadSingle());
        ModelReader.Require(sign is 1 or -1, $"the sign of a critic is {sign}");
        var members = reader.ReadList("critic networks", 4 * sizeof(int), _ => PlanFormat.Read(reader), minimum: 1);
        foreach (var member in members)
            HeadCheck.RequireNetwork(member, "network of a critic", inputs, 1);
        return new(critic, sign, members);
    }
}

/// <summary>Represents the range of a continuous action in every dimension, in the user's units. The mean of a policy is squashed into it.</summary>
internal sealed record ActionRange(float Minimum, float Maximum)
{
    /// <summary>Returns the sigmoid of a network's output, scaled to the range. The result is inside the range whatever the rounding.</summary>
    public float Squash(float output) => Math.Clamp(Minimum + (Maximum - Minimum) / (1 + MathF.Exp(-output)), Minimum, Maximum);
}

/// <summary>The mean and the standard deviation of each dimension of a continuous action on the training rows.</summary>
internal sealed record ActionScale(float[] Means, float[] Deviations)
{
    public int Size => Means.Length;
}

/// <summary>
/// Represents a critic over states and continuous actions. Its members map the state and the standardized action to the standardized return.
/// </summary>
/// <param name="Critic">The response and its scale.</param>
/// <param name="Sign">The sign, which is -1 if the response is minimized, because the members then learned its negative.</param>
/// <param name="Members">The networks whose mean is the value.</param>
internal sealed record ContinuousCritic(ResponseCritic Critic, float Sign, IReadOnlyList<PlannedNetwork> Members);
