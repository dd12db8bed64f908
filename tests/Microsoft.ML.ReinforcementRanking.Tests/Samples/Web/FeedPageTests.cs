using FeedServer.Learning;
using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

/// <summary>Watches and likes videos on the page of the web service, in headless Chromium.</summary>
public sealed class FeedPageTests
{
    [SkippableFact]
    public async Task Page_VisitorWhoWatchesAndLikes_IsLogged()
    {
        Skip.If(Browser.Program is null, "Chromium is not on this machine");
        using var folder = FeedFolder.WithModel();
        await using (var feed = await RunningFeed.Start(folder))
        await using (var browser = await Browser.Open(feed.Client.BaseAddress!))
        {
            await browser.WaitFor("document.querySelectorAll('.video').length === 5");
            await browser.Evaluate("document.querySelector('[data-position=\"1\"] .still').click()");
            await browser.WaitFor("document.querySelector('.video.playing .bar').offsetWidth > 20");
            await browser.Evaluate("document.querySelector('[data-position=\"1\"] .still').click()");
            await browser.Evaluate("document.querySelector('[data-position=\"3\"] .like').click()");
            await browser.Evaluate("document.querySelector('[data-position=\"2\"] .still').click()");
            await browser.WaitFor("document.querySelectorAll('#log li').length === 3");
            // The picture of docs/serving.md is one of these.
            await File.WriteAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "feed.png"), await browser.Picture());
            await browser.Evaluate("document.getElementById('next').click()");
            await browser.WaitFor("document.getElementById('visitor').textContent.includes('page 2')");
            await browser.WaitFor("document.getElementById('health').textContent.includes('Events logged3')");

            browser.Requests.Should().OnlyContain(url => url.StartsWith($"{feed.Client.BaseAddress}"), "nothing comes from elsewhere");
            browser.Errors.Should().BeEmpty();
        }
        var ml = new MLContext(1);
        using var log = new LogSnapshot(folder.Settings.LogPath);
        var rows = log.Load(ml);
        rows.GetColumn<int>(FeedColumns.Position).Should().Equal(1, 2, 3, 4, 5, 1, 2, 3, 4, 5);
        rows.GetColumn<float>(FeedColumns.WatchTime).Select(watch => watch > 0).Take(3).Should().Equal(true, true, false);
        rows.GetColumn<float>(FeedColumns.Interaction).Take(5).Should().Equal(0, 0, 1, 0, 0);
    }
}
