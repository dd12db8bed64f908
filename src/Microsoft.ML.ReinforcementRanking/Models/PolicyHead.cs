using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents a policy whose logits are a weighted sum of trained functions. Its constraint strength and its temperature change the factors of the sum alone.
/// </summary>
internal abstract class PolicyHead : ModelHead
{
    /// <param name="blocks">The functions, at least one.</param>
    /// <param name="readouts">The critics, the one of the main response first, or an empty list for a policy without critics.</param>
    /// <param name="constraintStrength">The constraint strength, above 0, or null for a policy without one, whose improvement factors are all 0.</param>
    protected PolicyHead(IReadOnlyList<PolicyBlock> blocks, IReadOnlyList<CriticReadout> readouts, double? constraintStrength)
    {
        Blocks = blocks;
        Readouts = readouts;
        ConstraintStrength = constraintStrength;
        FittedConstraintStrength = constraintStrength;
    }

    public IReadOnlyList<PolicyBlock> Blocks { get; }

    public IReadOnlyList<CriticReadout> Readouts { get; }

    public double? ConstraintStrength { get; }

    /// <summary>Gets the constraint strength that the critics were trained at.</summary>
    public double? FittedConstraintStrength { get; protected init; }

    public bool IsConstraintStrengthExact => ConstraintStrength == FittedConstraintStrength || Readouts is [] or [{ Critic.DiscountFactor: 0 }, ..];

    /// <summary>Gets a warning if the constraint strength is approximate, or null if it is exact.</summary>
    public string? ApproximationWarning => IsConstraintStrengthExact ? null : string.Create(CultureInfo.InvariantCulture,
        $"The constraint strength was changed from {FittedConstraintStrength} to {ConstraintStrength} without refitting, which is approximate: the critic of " +
        $"'{Readouts[0].Critic.ResponseColumnName}' has a discount factor of {Readouts[0].Critic.DiscountFactor} and still values the policy of the fit. " +
        $"For an exact result, fit with this ConstraintStrength, or with a DiscountFactor of 0.");

    /// <summary>Gets the warnings about the changes since the fit.</summary>
    public virtual IEnumerable<string> Warnings => ApproximationWarning is { } warning ? [warning] : [];

    public override CriticSet Critics => new([.. Readouts.Select(readout => readout.Critic)], tasks: null);

    /// <summary>Returns the same networks at another constraint strength. Only the factors change.</summary>
    public PolicyHead WithConstraintStrength(double constraintStrength) => With(Blocks, constraintStrength);

    /// <summary>Returns the same networks with all logits divided by a temperature.</summary>
    public PolicyHead WithTemperature(double temperature)
    {
        float Divide(float factor) => (float)(factor / temperature);
        PolicyBlock Divided(PolicyBlock block) => block with
        {
            ReferenceFactor = Divide(block.ReferenceFactor),
            ImprovementFactor = Divide(block.ImprovementFactor),
        };
        return With([.. Blocks.Select(Divided)], ConstraintStrength);
    }

    /// <summary>Returns the same networks with other factors.</summary>
    protected abstract PolicyHead With(IReadOnlyList<PolicyBlock> blocks, double? constraintStrength);

    /// <summary>Returns the columns of a policy, the values of its critics last.</summary>
    protected static OutputColumn[] ColumnsOf(IReadOnlyList<CriticReadout> readouts, params IEnumerable<string> first)
    {
        string[] responses = [.. readouts.Select(readout => readout.Critic.ResponseColumnName)];
        IEnumerable<OutputColumn> values = responses.Length == 0 ? [] : [new(OutputColumn.ResponseValues, responses)];
        return [.. first.Select(name => new OutputColumn(name, null)), .. values];
    }

    // *** Binary format ***
    // int: critics; per critic: see CriticFormat, floats: a factor per block
    protected void WriteReadouts(BinaryWriter writer)
    {
        writer.Write(Readouts.Count);
        foreach (var readout in Readouts)
        {
            CriticFormat.Write(writer, readout.Critic);
            FloatFormat.Write(writer, readout.BlockFactors);
        }
    }

    protected override double BoundColumns()
    {
        double[] values = [.. Blocks.Select(block => block.Function.BoundValues())];
        var score = Blocks.Zip(values, (block, value) => Math.Abs((double)block.FactorAt(ConstraintStrength ?? 1)) * value).Sum();
        double Value(CriticReadout readout)
            => Math.Abs(readout.Critic.MeanReturn) + readout.BlockFactors.Zip(values, (factor, value) => Math.Abs(factor) * value).Sum();
        return Readouts.Select(Value).Append(score).Max();
    }

    protected static CriticReadout[] ReadReadouts(ModelReader reader, int blockCount)
        => reader.ReadList("critics", CriticFormat.Smallest + sizeof(float), _ => new CriticReadout(CriticFormat.Read(reader), reader.ReadFloats(blockCount)));

    /// <summary>Reads a constraint strength.</summary>
    protected static double ReadStrength(ModelReader reader)
    {
        var strength = reader.ReadDouble();
        ModelReader.Require(strength > 0, $"a constraint strength is {strength}, but must be above 0");
        return strength;
    }
}

/// <summary>A two-tower function and its factors in a policy.</summary>
/// <param name="Function">The function f(s, a).</param>
/// <param name="ReferenceFactor">Its factor in the logits of the product of the reference policies.</param>
/// <param name="ImprovementFactor">Its factor in the main advantage at a constraint strength of 1.</param>
internal sealed record PolicyBlock(TwoTowerBlock Function, float ReferenceFactor, float ImprovementFactor)
{
    public float FactorAt(double constraintStrength) => (float)(ReferenceFactor + ImprovementFactor / constraintStrength);
}

/// <summary>Computes a critic's value from the blocks of a policy: the mean return plus the weighted sum of block values, in the response's unit.</summary>
internal sealed record CriticReadout(ResponseCritic Critic, float[] BlockFactors);
