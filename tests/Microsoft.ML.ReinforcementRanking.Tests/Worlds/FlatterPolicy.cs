namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Computes the optimum of the top-K off-policy correction of a policy: docs/equations-tscac.md (33).</summary>
internal static class FlatterPolicy
{
    /// <summary>Solves p / (1 − p)^(K − 1) = c p* for all actions, with the c at which p sums to 1.</summary>
    public static double[] Of(double[] target, int pageSize)
    {
        double[] Solve(double factor) => [.. target.Select(probability => Bisection(0, 1,
            p => p < factor * probability * Math.Pow(1 - p, pageSize - 1)))];
        return Solve(Bisection(0, 1e6, factor => Solve(factor).Sum() < 1));
    }

    private static double Bisection(double low, double high, Func<double, bool> isTooLow)
    {
        for (var step = 0; step < 100; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = isTooLow(middle) ? (middle, high) : (low, middle);
        }
        return low;
    }
}
