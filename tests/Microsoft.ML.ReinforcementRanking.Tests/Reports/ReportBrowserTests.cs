namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

public sealed class ReportBrowserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Page_WithEverySection_DrawsWithoutErrorsAndRequestsAndFitsAPhone()
    {
        var page = Path.Combine(_folder, "report.html");
        ReportedLog.Full("</script><img src=x onerror='document.title=1'>").Save(page);

        (await BrowsedPage.Check(page)).Should().StartWith("</script>");
    }
}
