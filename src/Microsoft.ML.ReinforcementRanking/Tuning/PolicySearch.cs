using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

/// <summary>Searches the options of a trainer by successive halving over shares of the sessions.</summary>
/// <param name="host">The host that errors are reported with.</param>
/// <param name="tuning">The options of the search.</param>
/// <param name="check">Throws if the trainer refuses options.</param>
/// <param name="evaluate">Fits and evaluates a setting on a share of the sessions.</param>
/// <param name="seed">The seed.</param>
internal sealed class PolicySearch<TOptions>(
    IHost host, PolicyTuningOptions tuning, Action<TOptions> check, Func<TOptions, double, OffPolicyMetrics> evaluate, int seed)
    where TOptions : ReinforcementRankingOptions
{
    public PolicyTuningResult<TOptions> Run(TOptions options, IReadOnlyList<string> responses)
    {
        check(options);
        var tuned = TunedOption.Find(host, options, tuning.TunedOptions, IsAccepted);
        List<(int Number, TOptions Options)> settings =
            [.. SettingSampler.Draw(options, tuned, tuning.NumberOfTrials, seed).Select((setting, number) => (number, setting))];
        var trials = new List<PolicyTrial>();
        try
        {
            for (var round = 0; round < tuning.NumberOfRounds; round++)
            {
                var share = Math.Pow(tuning.HalvingFactor, round + 1 - tuning.NumberOfRounds);
                PolicyTrial[] results = [.. settings.Select(setting => Add(trials, Try(setting.Number, setting.Options, tuned, round, share)))];
                var kept = TrialOrder.BestFirst(results).Where(trial => trial.Failure is null).Take(Kept(settings.Count)).Select(trial => trial.Number);
                settings = [.. kept.Order().Select(number => settings.Find(setting => setting.Number == number))];
            }
        }
        catch (OperationCanceledException) when (trials.Count > 0)
        {
            return new(trials, responses, wasCanceled: true);
        }
        return new(trials, responses, wasCanceled: false);
    }

    private bool IsAccepted(TOptions options)
    {
        try
        {
            check(options);
            return true;
        }
        catch (Exception)
        {
            // The given options were accepted, so that the trainer has no use for another value of this one.
            return false;
        }
    }

    private int Kept(int count) => Math.Max(1, count / tuning.HalvingFactor);

    private PolicyTrial Add(List<PolicyTrial> trials, PolicyTrial trial)
    {
        trials.Add(trial);
        tuning.Progress?.Report(trial);
        return trial;
    }

    private PolicyTrial Try(int number, TOptions setting, TunedOption[] tuned, int round, double share)
    {
        var values = tuned.ToDictionary(option => option.Name, option => option.ValueOf(setting));
        try
        {
            tuning.CancellationToken.ThrowIfCancellationRequested();
            var fitted = ReinforcementRankingOptions.Copy(setting);
            if (tuning.CancellationToken.CanBeCanceled)
                fitted.CancellationToken = tuning.CancellationToken;
            var metrics = evaluate(fitted, share);
            // A fit that is canceled may return the best model so far, which cannot be compared with others.
            tuning.CancellationToken.ThrowIfCancellationRequested();
            OffPolicyEstimate[] estimates = [.. metrics.Responses.Select(Estimate)];
            return new(setting, values)
            {
                Number = number,
                Round = round,
                SessionShare = share,
                Metrics = metrics,
                Estimates = [.. estimates.Select(estimate => estimate.Value)],
                AuxiliaryViolation = estimates.Skip(1).Select(Violation).Append(0).Max(),
            };
        }
        catch (Exception failure) when (number > 0 && failure is not OperationCanceledException)
        {
            // A setting that cannot be trained, such as one that diverges, must not end a search of hours. Setting 0 has the options of the user, whose
            // errors are mistakes.
            return new(setting, values) { Number = number, Round = round, SessionShare = share, Failure = failure.Message };
        }
    }

    private double Violation(OffPolicyEstimate estimate) => double.IsNaN(estimate.Lift) ? 0 : -estimate.Lift - tuning.AllowedAuxiliaryLoss;

    private OffPolicyEstimate Estimate(ResponseMetrics response) => response.Estimates.TryGetValue(tuning.Estimator, out var estimate)
        ? estimate
        : throw host.ExceptUserArg(nameof(tuning.Estimator),
            $"must be one of the estimates that the evaluation makes ({string.Join(", ", response.Estimates.Keys)}), but was '{tuning.Estimator}'");
}
