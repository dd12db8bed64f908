using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents a world in which actions have no consequences. There are several equally likely states. Each action has an expected main and an expected
/// auxiliary response in each state, and logged responses are normally distributed around them. The best policies are known in closed form.
/// </summary>
internal sealed class BanditWorld(double[][] main, double[][] auxiliary)
{
    /// <summary>The standard deviation of logged responses around their expectation.</summary>
    public double Noise { get; init; } = 0.3;

    /// <summary>The logging policy by state and action. It is uniform by default.</summary>
    public double[][] Behavior { get; init; } = [.. main.Select(row => row.Select(_ => 1.0 / row.Length).ToArray())];

    /// <summary>The number of rows of a session.</summary>
    public int SessionLength { get; init; } = 1;

    public int StateCount => main.Length;

    public int ActionCount => main[0].Length;

    public IDataView Log(int rowCount, int seed) => WorldRow.View(Rows(rowCount, seed), ActionCount);

    public WorldRow[] Rows(int rowCount, int seed)
    {
        var random = new Random(seed);
        var rows = new WorldRow[rowCount];
        for (var index = 0; index < rowCount; index++)
        {
            var state = random.Next(StateCount);
            var action = Draw(Behavior[state], random);
            rows[index] = new()
            {
                Features = Features(state),
                Action = (uint)action,
                Label = (float)(main[state][action] + Noise * Normal(random)),
                Like = (float)(auxiliary[state][action] + Noise * Normal(random)),
                Propensity = (float)Behavior[state][action],
                GroupId = index / SessionLength,
            };
        }
        return rows;
    }

    /// <summary>Gets π(a|s) of a model.</summary>
    public double[][] Policy(RankingPredictionTransformer<NeuralRankingModelParameters> transformer)
        => [.. Enumerable.Range(0, StateCount).Select(state => Probabilities(transformer.Model, Features(state)))];

    /// <summary>
    /// Computes the closed form from the true expectations, in the units of the library. The temperature of the auxiliary policy is relative to the
    /// standard deviation of the auxiliary advantage, and λ is relative to that of the main advantage.
    /// </summary>
    public double[][] ClosedForm(double strength, double stageOneTemperature = 1)
    {
        var (mainUnit, auxiliaryUnit) = (AdvantageDeviation(main), AdvantageDeviation(auxiliary));
        return [.. Enumerable.Range(0, StateCount).Select(state => Softmax([.. Enumerable.Range(0, ActionCount).Select(action =>
            Math.Log(Behavior[state][action]) + auxiliary[state][action] / (stageOneTemperature * auxiliaryUnit)
                + main[state][action] / (strength * mainUnit))]))];
    }

    /// <summary>
    /// Computes the variance of a logit around that closed form, averaged over the logging policy. The mean response of an action has variance σ² / n, and
    /// a network that stops early has an error of about 3 % of the deviation of a response. λ and the temperature amplify both in their units. KL(learned
    /// ‖ closed form) is about half of the variance.
    /// </summary>
    public double LogitVariance(int rowCount, double strength, double stageOneTemperature = 1)
    {
        // A tenth of the sessions is held out. An action has its share of the rows of its state, so the average of 1 / n under the logging policy is K · S
        // / rows.
        var meanVariance = Noise * Noise * ActionCount * StateCount / (0.9 * rowCount);
        double Magnified(double[][] response, double strength)
            => (meanVariance / Math.Pow(AdvantageDeviation(response), 2) + 0.03 * 0.03) / (strength * strength);
        return Magnified(main, strength) + Magnified(auxiliary, stageOneTemperature);
    }

    /// <summary>Computes four standard errors of the main value of a policy. A change e of logits changes a value by Cov(e, response).</summary>
    public double MainMargin(double[][] policy, double logitVariance) => 4 * Math.Sqrt(logitVariance * Variance(policy, main));

    /// <summary>Computes the same as <see cref="MainMargin"/> for the auxiliary value.</summary>
    public double AuxiliaryMargin(double[][] policy, double logitVariance) => 4 * Math.Sqrt(logitVariance * Variance(policy, auxiliary));

    public double MainValue(double[][] policy) => Value(policy, main);

    public double AuxiliaryValue(double[][] policy) => Value(policy, auxiliary);

    /// <summary>Computes the root mean square over states of the deviation of the expected response under the behavior policy.</summary>
    public double AdvantageDeviation(double[][] response) => Math.Sqrt(Variance(Behavior, response));

    /// <summary>Computes the mean over states of KL(first ‖ second).</summary>
    public static double Divergence(double[][] first, double[][] second)
        => first.Zip(second, (own, other) => own.Zip(other, (p, q) => p == 0 ? 0 : p * Math.Log(p / q)).Sum()).Average();

    /// <summary>Gets π(·|s) of a policy over a catalog, with the actions in order.</summary>
    public static double[] Probabilities(NeuralRankingModelParameters model, float[] features)
        => [.. model.CategoricalPolicy!.ActionProbabilities(features).Select(probability => (double)probability)];

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static int Draw(IReadOnlyList<double> probabilities, Random random)
    {
        var left = random.NextDouble();
        for (var index = 0; index < probabilities.Count - 1; index++)
        {
            left -= probabilities[index];
            if (left < 0)
                return index;
        }
        return probabilities.Count - 1;
    }

    private static double Value(double[][] policy, double[][] response)
        => policy.Zip(response, (probabilities, values) => probabilities.Zip(values, (probability, value) => probability * value).Sum()).Average();

    /// <summary>Computes the mean over states of the variance of the expected response under a policy.</summary>
    private static double Variance(double[][] policy, double[][] response) => policy.Zip(response, (probabilities, values) =>
    {
        var mean = probabilities.Zip(values, (probability, value) => probability * value).Sum();
        return probabilities.Zip(values, (probability, value) => probability * (value - mean) * (value - mean)).Sum();
    }).Average();

    private static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        double[] weights = [.. logits.Select(logit => Math.Exp(logit - largest))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private float[] Features(int state)
    {
        var features = new float[StateCount];
        features[state] = 1;
        return features;
    }
}
