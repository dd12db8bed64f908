using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// A policy over continuous actions: a diagonal Gaussian whose mean is a network of the state and whose deviation is its own parameter.
/// Networks speak standardized actions, (a − mean) / deviation of the training rows; columns speak the user's units. With a range the mean network's output
/// is squashed into it.
/// </summary>
internal sealed class GaussianPolicyHead(
    string actionColumnName, ActionScale scale, ActionRange? range, PlannedNetwork meanNetwork, float[] logDeviations, IReadOnlyList<ContinuousCritic> critics)
        : ModelHead
{
    internal const byte KindNumber = 2;
    internal const byte RangedKindNumber = 4;

    public override int StateWidth => MeanNetwork.Plan.InputWidth;

    public override ActionInput Action => new(actionColumnName, IsKey: false, Scale.Size);

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

    /// <summary>Null: the mean may be anywhere.</summary>
    public ActionRange? Range { get; } = range;

    /// <summary>State to mean, in standardized actions; with a range, to what is squashed into it.</summary>
    public PlannedNetwork MeanNetwork { get; } = meanNetwork;

    /// <summary>log σ per dimension, in standardized actions.</summary>
    public float[] LogDeviations { get; } = logDeviations;

    /// <summary>Main response first.</summary>
    public IReadOnlyList<ContinuousCritic> ContinuousCritics { get; } = critics;

    protected override byte Kind => Range is null ? KindNumber : RangedKindNumber;

    public override HeadEvaluator CreateEvaluator() => new GaussianPolicyEvaluator(this);

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

    internal static GaussianPolicyHead ReadCore(BinaryReader reader, bool hasRange)
    {
        var range = hasRange ? new ActionRange(reader.ReadSingle(), reader.ReadSingle()) : null;
        var actionColumnName = reader.ReadString();
        var width = reader.ReadInt32();
        var scale = new ActionScale(FloatFormat.Read(reader, width), FloatFormat.Read(reader, width));
        var logDeviations = FloatFormat.Read(reader, width);
        var mean = PlanFormat.Read(reader);
        var critics = new ContinuousCritic[reader.ReadInt32()];
        for (var index = 0; index < critics.Length; index++)
        {
            var critic = CriticFormat.Read(reader);
            var sign = reader.ReadSingle();
            var members = new PlannedNetwork[reader.ReadInt32()];
            for (var member = 0; member < members.Length; member++)
                members[member] = PlanFormat.Read(reader);
            critics[index] = new(critic, sign, members);
        }
        return new(actionColumnName, scale, range, mean, logDeviations, critics);
    }
}

/// <summary>Where a continuous action lies in every dimension, in the user's units: a policy's mean is squashed into it.</summary>
internal sealed record ActionRange(float Minimum, float Maximum)
{
    /// <summary>The sigmoid of a network's output, stretched over the range; inside it whatever the rounding.</summary>
    public float Squash(float output) => Math.Clamp(Minimum + (Maximum - Minimum) / (1 + MathF.Exp(-output)), Minimum, Maximum);
}

/// <summary>Mean and standard deviation of each dimension of a continuous action on the training rows.</summary>
internal sealed record ActionScale(float[] Means, float[] Deviations)
{
    public int Size => Means.Length;
}

/// <summary>A critic over states and continuous actions: members map [state, standardized action] to the standardized return.</summary>
/// <param name="Critic">The response and its scale.</param>
/// <param name="Sign">-1 where the response is minimized, so that members learned its negative.</param>
/// <param name="Members">Their mean is the value.</param>
internal sealed record ContinuousCritic(ResponseCritic Critic, float Sign, IReadOnlyList<PlannedNetwork> Members);
