namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Computes what the steps of AdamW do to the weights of a slot that no row of these steps has (docs/decisions/0020-sparse-training.md). The gradient of such
/// a slot is 0, so that a step is linear in the weight w, in the ratio u of its moments, and in the lagged copy t of the weight. The steps between two
/// batches that have the slot are therefore one linear map, whose coefficients depend on the first and the last of these steps alone.
/// </summary>
/// <param name="learningRate">The learning rate.</param>
/// <param name="weightDecay">The weight decay.</param>
internal sealed class StaleSteps(double learningRate, double weightDecay)
{
    /// <summary>The number of steps after which nothing is left of a momentum in single precision, (0.9 / √0.999)^256 = 2e-12.</summary>
    private const int Horizon = 256;

    private readonly double _momentum = AdamWStep.FirstDecay / Math.Sqrt(AdamWStep.SecondDecay);
    private readonly double _decay = 1 - learningRate * weightDecay;
    private readonly List<StaleMap> _since = [new(1, 0, 1, 0, 0)];
    private readonly List<(float Mean, float Square)> _kept = [(1, 1)];
    private readonly List<float> _epsilons = [(float)EpsilonAt(0)];

    /// <summary>Gets the number of steps until now.</summary>
    public int Now => _since.Count - 1;

    /// <summary>Gets or sets the rate with which lagged copies follow after each step.</summary>
    public double LagRate { get; set; }

    /// <summary>Counts a step.</summary>
    public void Advance()
    {
        var step = Now + 1;
        var rate = AdamWStep.Rate(step, learningRate) * AdamWStep.RootOfCorrection(step);
        for (var start = Math.Max(0, step - Horizon); start < step; start++)
            _since[start] = After(_since[start], rate * Math.Pow(_momentum, step - start));
        _since.Add(new(1, 0, 1, 0, 0));
        _kept.Add(((float)Math.Pow(AdamWStep.FirstDecay, step), (float)Math.Pow(AdamWStep.SecondDecay, step)));
        _epsilons.Add((float)EpsilonAt(step));
    }

    /// <summary>Returns the effect of the steps after a given one until now.</summary>
    public StaleMap Since(int start)
    {
        var map = _since[start];
        return Now - start <= Horizon ? map : AfterMomentum(map, Now - start - Horizon);
    }

    /// <summary>Returns the shares of both moments that are left after a number of steps without a gradient, up to <see cref="Now"/>.</summary>
    public (float Mean, float Square) KeptAfter(int steps) => _kept[steps];

    /// <summary>Returns the number that is added to the root of a second moment for the ratio u of the moments as they were after a step.</summary>
    public float EpsilonAfter(int step) => _epsilons[step];

    private static double EpsilonAt(int step) => Math.Max(AdamWStep.Epsilon * AdamWStep.RootOfCorrection(step), 1e-30);

    private StaleMap After(StaleMap map, double momentum)
    {
        var (weight, ratio) = (_decay * map.WeightOfWeight, (_decay * map.WeightOfRatio) - momentum);
        return new(weight, ratio, (1 - LagRate) * map.LagOfLag, ((1 - LagRate) * map.LagOfWeight) + (LagRate * weight),
            ((1 - LagRate) * map.LagOfRatio) + (LagRate * ratio));
    }

    /// <summary>Adds steps in which a weight only decays, and the lagged copy follows it. Both are sums of powers.</summary>
    private StaleMap AfterMomentum(StaleMap map, int steps)
    {
        var (decayed, kept) = (Math.Pow(_decay, steps), Math.Pow(1 - LagRate, steps));
        var apart = _decay - (1 - LagRate);
        var followed = LagRate * _decay * (Math.Abs(apart) < 1e-12 ? steps * Math.Pow(_decay, steps - 1) : (decayed - kept) / apart);
        return new(decayed * map.WeightOfWeight, decayed * map.WeightOfRatio, kept * map.LagOfLag, (kept * map.LagOfWeight) + (followed * map.WeightOfWeight),
            (kept * map.LagOfRatio) + (followed * map.WeightOfRatio));
    }
}

/// <summary>Contains the coefficients of a linear map of a weight w, the ratio u of its moments, and its lagged copy t.</summary>
/// <param name="WeightOfWeight">The part of w in the new weight.</param>
/// <param name="WeightOfRatio">The part of u in the new weight.</param>
/// <param name="LagOfLag">The part of t in the new lagged copy.</param>
/// <param name="LagOfWeight">The part of w in the new lagged copy.</param>
/// <param name="LagOfRatio">The part of u in the new lagged copy.</param>
internal readonly record struct StaleMap(double WeightOfWeight, double WeightOfRatio, double LagOfLag, double LagOfWeight, double LagOfRatio);
