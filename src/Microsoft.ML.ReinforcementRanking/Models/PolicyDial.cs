using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Changes the temperature and the constraint strength of a fitted policy.</summary>
internal sealed class PolicyDial(NeuralRankingModelParameters model, PolicyHead head)
{
    // The functions of a usable policy have values below 1e15, as a model that is loaded has (ValueBounds).
    private const float LargestFactor = 1e15f;

    private static readonly string Range = string.Create(CultureInfo.InvariantCulture,
        $"from {OptionFailures.SmallestPositive} to {OptionFailures.LargestNumber}");

    private bool _hasLoggedApproximation;

    public NeuralRankingModelParameters WithTemperature(double temperature)
    {
        if (!IsInRange(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, $"The temperature must be {Range}.");
        var changed = head.WithTemperature(temperature);
        RequireFactors(changed, nameof(temperature), temperature);
        return model.With(changed);
    }

    public NeuralRankingModelParameters WithConstraintStrength(double constraintStrength)
    {
        if (!IsInRange(constraintStrength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(constraintStrength), constraintStrength, $"The constraint strength must be {Range}.");
        }
        if (head.ConstraintStrength is null)
        {
            throw new InvalidOperationException("The constraint strength of this policy cannot be changed. This is possible only for a policy over a catalog " +
                "or over candidates that Tscac fitted with PolicyImprovement.Exact. Fit again with another ConstraintStrength instead.");
        }
        var changed = head.WithConstraintStrength(constraintStrength);
        RequireFactors(changed, nameof(constraintStrength), constraintStrength);
        if (changed.ApproximationWarning is { } warning)
            LogOnce(warning);
        return model.With(changed);
    }

    private static bool IsInRange(double value) => value is >= OptionFailures.SmallestPositive and <= OptionFailures.LargestNumber;

    /// <summary>Requires scores in the range of Single. Temperatures multiply, and a small strength multiplies what a small temperature has.</summary>
    private static void RequireFactors(PolicyHead changed, string parameter, double value)
    {
        if (changed.Blocks.Any(block => !(Math.Abs(block.FactorAt(changed.ConstraintStrength ?? 1)) <= LargestFactor)))
        {
            throw new ArgumentOutOfRangeException(parameter, value, "The scores of the policy would leave the range of Single, since temperatures of "
                + "successive calls multiply. Change the policy of the fit.");
        }
    }

    private void LogOnce(string warning)
    {
        // A policy that is approximate itself was made by a call that has logged the warning.
        if (!head.IsConstraintStrengthExact || Interlocked.Exchange(ref _hasLoggedApproximation, true))
            return;
        using var channel = model.Environment.Start(nameof(WithConstraintStrength));
        channel.Warning(warning);
    }
}
