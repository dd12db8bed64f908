using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Changes the temperature and the constraint strength of a fitted policy.</summary>
internal sealed class PolicyDial(NeuralRankingModelParameters model, PolicyHead head)
{
    private bool _hasLoggedApproximation;

    public NeuralRankingModelParameters WithTemperature(double temperature)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be above 0 and finite.");
        return model.With(head.WithTemperature(temperature));
    }

    public NeuralRankingModelParameters WithConstraintStrength(double constraintStrength)
    {
        if (!(constraintStrength > 0 && double.IsFinite(constraintStrength)))
            throw new ArgumentOutOfRangeException(nameof(constraintStrength), constraintStrength, "The constraint strength must be above 0 and finite.");
        if (head.ConstraintStrength is null)
        {
            throw new InvalidOperationException("The constraint strength of this policy cannot be changed. This is possible only for a policy over a catalog " +
                "or over candidates that Tscac fitted with PolicyImprovement.Exact. Fit again with another ConstraintStrength instead.");
        }
        var changed = head.WithConstraintStrength(constraintStrength);
        if (changed.ApproximationWarning is { } warning)
            LogOnce(warning);
        return model.With(changed);
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
