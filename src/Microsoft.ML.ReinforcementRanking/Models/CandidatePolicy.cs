using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Provides the operations of a policy over the candidates of a request, which was fitted with <see cref="ActionOptions.RequestColumnName"/>. Objects are
/// immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// A candidate is given as its features, in the order of the model's feature column and after every step of the pipeline that precedes the policy. To rank
/// candidates with raw columns, transform them with the whole pipeline, and order the rows of a request by <c>Score</c>.
/// </remarks>
public sealed class CandidatePolicy
{
    private readonly CandidatePolicyHead _head;
    private readonly PolicyDial _dial;

    internal CandidatePolicy(NeuralRankingModelParameters model, CandidatePolicyHead head)
    {
        _head = head;
        _dial = model.Dial!;
    }

    /// <summary>
    /// Gets the constraint strength λ, in units of the standard deviation of the main response's predicted advantage. The value is null if the constraint
    /// strength of the policy cannot be changed after the fit.
    /// </summary>
    public double? ConstraintStrength => _head.ConstraintStrength;

    /// <summary>
    /// Gets whether the policy is the one that a new fit at this constraint strength would give. The value is false if
    /// <see cref="WithConstraintStrength"/> changed λ and the discount factor of the main response is above 0, because the main critic then still values
    /// the policy of the fit.
    /// </summary>
    public bool IsConstraintStrengthExact => _head.IsConstraintStrengthExact;

    /// <summary>Ranks the candidates of one request.</summary>
    /// <param name="rows">The features of each candidate. There is at least one, and each has as many values as the model's feature column.</param>
    /// <returns>
    /// All candidates in descending order of their scores, with their probabilities, which sum to 1 within rounding. Of equal scores, the first candidate comes
    /// first.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no candidate, the number of features of a candidate differs from the model's, or a feature is NaN or infinite.
    /// </exception>
    public IReadOnlyList<RankedCandidate> Rank(IReadOnlyList<float[]> rows)
    {
        var start = Instruments.StartRanking();
        var scores = Score(rows);
        float[] probabilities = [.. scores];
        var sum = SoftmaxSum.Empty;
        sum.Add(scores);
        sum.Normalize(probabilities);
        RankedCandidate[] ranked =
            [.. scores.Select((score, index) => new RankedCandidate(index, score, probabilities[index])).OrderByDescending(candidate => candidate.Score)];
        Instruments.EndRanking(start, nameof(Rank));
        return ranked;
    }

    /// <summary>
    /// Draws a page from the candidates of one request: the first candidate from all of them, and every other one from those that are left (Plackett-Luce).
    /// </summary>
    /// <param name="rows">The features of each candidate. There is at least one, and each has as many values as the model's feature column.</param>
    /// <param name="count">The number of positions, at least 1. If there are fewer candidates, all of them are on the page.</param>
    /// <param name="seed">The seed, which is the only source of randomness. Give every request another one.</param>
    /// <param name="exploration">
    /// The share ε of exploration, in [0, 1]. Every position is drawn from (1 − ε) π + ε / m over the m candidates that are left, and so are the
    /// probabilities of the page. The default is 0, which draws from the policy alone.
    /// </param>
    /// <returns>The page, with what has to be logged for its evaluation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="count"/> is below 1, or <paramref name="exploration"/> is not in [0, 1].
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is no candidate, the number of features of a candidate differs from the model's, or a feature is NaN or infinite.
    /// </exception>
    public CandidatePage SamplePage(IReadOnlyList<float[]> rows, int count, int seed, double exploration = 0)
    {
        var start = Instruments.StartRanking();
        PageSampler.Check(count, exploration);
        var page = CandidatePage.Draw(Score(rows), count, seed, exploration);
        Instruments.EndRanking(start, nameof(SamplePage));
        return page;
    }

    /// <summary>
    /// Returns the same policy with its logits divided by a temperature, without refitting. A temperature above 1 makes the policy flatter, and one below
    /// 1 makes it sharper. Temperatures of successive calls multiply.
    /// </summary>
    /// <param name="temperature">The temperature, above 0.</param>
    /// <returns>A model with the new policy. This model does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="temperature"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    public NeuralRankingModelParameters WithTemperature(double temperature) => _dial.WithTemperature(temperature);

    /// <summary>
    /// Returns the same policy with another constraint strength, without refitting. See <see cref="CategoricalPolicy.WithConstraintStrength"/>: the closed
    /// form is a weighted sum of trained networks here, too.
    /// </summary>
    /// <param name="constraintStrength">
    /// The constraint strength λ, above 0, in units of the standard deviation of the main response's predicted advantage.
    /// </param>
    /// <returns>A model with the new policy. This model does not change.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="constraintStrength"/> is not from 1e-9 to 1e6, or scores would not be finite.</exception>
    /// <exception cref="InvalidOperationException">The policy was not fitted by Tscac with <see cref="PolicyImprovement.Exact"/>.</exception>
    public NeuralRankingModelParameters WithConstraintStrength(double constraintStrength) => _dial.WithConstraintStrength(constraintStrength);

    private float[] Score(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new ArgumentException("There is no candidate to choose. Give at least one.", nameof(rows));
        var (evaluator, features) = (new CandidatePolicyEvaluator(_head), new NonZeros());
        var scores = new float[rows.Count];
        for (var row = 0; row < scores.Length; row++)
        {
            Check(rows[row], row);
            features.Set(rows[row]);
            scores[row] = evaluator.Score(features);
            if (!float.IsFinite(scores[row]))
                throw new ArgumentException(DescribeNotFinite(rows[row], row), nameof(rows));
        }
        return scores;
    }

    private void Check(float[] features, int row)
    {
        if (features?.Length == _head.StateWidth)
            return;
        var found = features is null ? "it is null" : string.Create(CultureInfo.InvariantCulture, $"{features.Length} were given");
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Candidate {row} (the first is 0): the model was trained on {_head.StateWidth} features, but {found}."), nameof(features));
    }

    private static string DescribeNotFinite(float[] features, int row)
    {
        var slot = Array.FindIndex(features, value => !float.IsFinite(value));
        return string.Create(CultureInfo.InvariantCulture, $"Candidate {row} (the first is 0): ") + (slot < 0
            ? "the policy's score is not finite, because a feature is too large. Normalize the features."
            : string.Create(CultureInfo.InvariantCulture, $"feature {slot} is {features[slot]}. Replace missing values before the policy, as in training."));
    }
}
