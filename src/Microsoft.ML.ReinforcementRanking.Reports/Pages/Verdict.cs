using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Charts;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Pages;

/// <summary>Chooses what to ship, and says it in a sentence, with what it is based on.</summary>
internal sealed class Verdict
{
    private readonly ReportContent _content;
    private readonly IReadOnlyList<Candidate> _candidates;

    public Verdict(ReportContent content, IReadOnlyList<Candidate> candidates)
    {
        (_content, _candidates) = (content, candidates);
        if (candidates.Count == 0)
            return;
        // All estimates that the page needs are looked up before anything is written.
        foreach (var candidate in candidates)
            _ = candidates[0].Metrics.Responses.Select(response => Estimate(candidate, response.Name)).ToArray();
        Choice = Best();
    }

    /// <summary>What to ship, or null where no policy was evaluated.</summary>
    public Candidate? Choice { get; }

    public string Sentence => Choice is null ? WithoutPolicies() : OfPolicy(Choice);

    /// <summary>Sentences below the verdict: what it is based on, and what speaks against it.</summary>
    public IEnumerable<(string Text, bool IsWarning)> Notes()
    {
        if (Choice is null)
            yield break;
        if (Responses.Skip(1).Any())
        {
            yield return ($"{string.Join(", ", Responses.Skip(1).Select(response => $"{response} {EstimateSource.Describe(Estimate(Choice, response))}"))}.",
                !KeepsAll(Choice));
        }
        var metrics = Choice.Metrics;
        yield return (string.Create(CultureInfo.InvariantCulture,
            $"Estimated by {EstimateSource.Label(_content.Estimator)} from {metrics.RowCount:N0} logged rows, which are worth {metrics.EffectiveSampleSize:N0} "
            + $"rows of this policy. Intervals hold with {Level(Choice)} confidence."), false);
        if (_candidates.Count > 1)
        {
            yield return ($"This is the best of {_candidates.Count} candidates on the same rows, so chance helped to choose it, and its lift is a little too "
                + "high. Evaluate it on rows that have not chosen it.", false);
        }
        foreach (var warning in metrics.Warnings)
            yield return (warning, true);
    }

    private IEnumerable<string> Responses => _candidates[0].Metrics.Responses.Select(response => response.Name);

    private string Main => Responses.First();

    private OffPolicyEstimate Estimate(Candidate candidate, string response)
        => EstimateSource.Find(EstimateSource.Response(candidate.ToPolicy(), response), _content.Estimator).Estimate;

    /// <summary>Whether a response loses no more than is allowed. A response whose logged mean is 0 has no lift, and loses nothing.</summary>
    private bool Keeps(Candidate candidate, string response) => !(Estimate(candidate, response).Lift < -_content.AllowedAuxiliaryLoss);

    private bool KeepsAll(Candidate candidate) => Responses.Skip(1).All(response => Keeps(candidate, response));

    private Candidate Best()
    {
        var kept = _candidates.Where(KeepsAll).ToArray();
        var trusted = kept.Where(candidate => candidate.Metrics.Warnings.Count == 0).ToArray();
        var best = (trusted.Length > 0 ? trusted : kept).MaxBy(candidate => Estimate(candidate, Main).Value);
        // Where every candidate loses too much, the page shows the one that loses least.
        return best ?? _candidates.MaxBy(candidate => Responses.Skip(1).Min(response => Estimate(candidate, response).Lift))!;
    }

    private string OfPolicy(Candidate choice)
    {
        var estimate = Estimate(choice, Main);
        var lost = Responses.Skip(1).Where(response => !Keeps(choice, response)).ToArray();
        var lift = $"{Main} by {EstimateSource.Percent(Math.Abs(estimate.Lift)).TrimStart('+')}";
        var interval = double.IsNaN(estimate.LiftLowerBound)
            ? ""
            : $" ({Level(choice)} interval {EstimateSource.Interval(estimate)})";
        if (double.IsNaN(estimate.Lift))
            return $"No lift is known: {Main} is 0 on average in the log.";
        if (lost.Length > 0)
            return $"Ship none yet: {choice.Name} {Verb(estimate)} {lift}{interval}, but {List(lost)} {(lost.Length > 1 ? "fall" : "falls")}.";
        if (estimate.LiftUpperBound < 0)
            return $"Keep the logged policy: even {choice.Name} lowers {lift}{interval}.";
        if (!(estimate.LiftLowerBound > 0))
            return $"Not sure yet: {choice.Name} {Verb(estimate)} {lift} over the log, which may be chance{interval}.";
        var kept = Responses.Count() > 1 ? $", and keeps {List([.. Responses.Skip(1)])}" : "";
        return $"Ship {choice.Name}: it raises {lift} over the log{interval}{kept}.";
    }

    private static string List(string[] names)
        => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";

    private static string Verb(OffPolicyEstimate estimate) => estimate.Lift < 0 ? "lowers" : "raises";

    private static string Level(Candidate choice)
        => choice.Metrics.ConfidenceLevel.ToString("0.###%", CultureInfo.InvariantCulture).Replace("%", "\u00a0%", StringComparison.Ordinal);

    private string WithoutPolicies()
    {
        if (_content.Diagnosis is { } diagnosis)
        {
            var severe = diagnosis.Findings.Count(finding => finding.Severity == LogSeverity.Severe);
            return severe > 0 ? $"Do not train yet: the log has {severe} severe {(severe > 1 ? "defects" : "defect")}."
                : diagnosis.Findings.Count > 0 ? $"The log can be trained on, with {diagnosis.Findings.Count} warnings."
                : "The log can be trained on: nothing was found that spoils training.";
        }
        return "No policy was evaluated, so this report does not say what to ship.";
    }
}
