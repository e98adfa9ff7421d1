package io.keystile.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keystile.model.ApiKeyRecord;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.WorkspaceRecord;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two people change the same thing. */
class ConflictTest {
    private final Site site = new Site();
    private final String key = "/w/acme/keys/" + site.first.record().id() + "/";

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theSecondSeesBothVersionsAndNothingIsOverwritten() {
        ApiKeyRecord changed = changeByAnother();

        ConsoleResponse response = edit("1", "mine");
        Document page = Jsoup.parse(response.body());

        assertThat(response.status()).isEqualTo(409);
        assertThat(find()).isEqualTo(changed);
        assertThat(page.expectFirst("[role=alert]").text()).contains("Somebody else has changed this key");
        assertThat(page.select("tbody tr").eachText()).isEqualTo(List.of("Name theirs mine", "Owner Team B –"));
        assertThat(page.expectFirst("#f-name").attr("value")).isEqualTo("mine");
        assertThat(page.expectFirst("[name=version]").attr("value")).isEqualTo("2");
        assertThat(page.select("button[type=submit]").text()).isEqualTo("Save mine nonetheless");
    }

    @Test
    void theSecondCanWantItNonetheless() {
        changeByAnother();

        assertThat(edit("2", "mine").status()).isEqualTo(303);
        assertThat(find().settings().name()).isEqualTo("mine");
    }

    @Test
    void aFormWithoutAVersionChangesNothing() {
        ApiKeyRecord before = find();

        assertThat(edit("", "mine").status()).isEqualTo(409);
        assertThat(find()).isEqualTo(before);
    }

    @Test
    void aRevokedKeyCannotBeEdited() {
        site.keystile.keys().revoke(Site.SYSTEM, site.first.record().id(), "Leaked");

        assertThat(edit("2", "mine").status()).isEqualTo(409);
        assertThat(site.console
                        .respond(TestRequest.get(key + "edit").as(TestUsers.MANAGER))
                        .status())
                .isEqualTo(409);
        for (String action : List.of("enable", "disable", "rotate")) {
            ConsoleResponse response = site.console.respond(
                    TestRequest.post(key + action, "overlap", "PT0S", "nonce", "abcdefghijklmnopqrstuv")
                            .as(TestUsers.MANAGER));
            assertThat(response.status()).as(action).isEqualTo(409);
        }
    }

    @Test
    void aReplacedKeyIsNotRotatedAgain() {
        assertThat(rotate("abcdefghijklmnopqrstuv").status()).isEqualTo(200);
        assertThat(rotate("abcdefghijklmnopqrstu2").status()).isEqualTo(409);
    }

    @Test
    void theSecondOperatorSeesBothVersionsOfAWorkspace() {
        WorkspaceRecord seen =
                site.keystile.keys().unrestricted().findWorkspace("acme").orElseThrow();
        WorkspaceRecord changed = site.keystile.keys().updateWorkspace(Site.SYSTEM, seen.withPlan("pro"));

        ConsoleResponse response = site.console.respond(
                TestRequest.post("/w/acme/settings", "version", "1", "plan", "free", "ceiling", "*", "limits", "")
                        .as(TestUsers.OPERATOR));
        Document page = Jsoup.parse(response.body());

        assertThat(response.status()).isEqualTo(409);
        assertThat(page.select("tbody tr").eachText()).isEqualTo(List.of("Plan pro free"));
        assertThat(page.expectFirst("[name=version]").attr("value")).isEqualTo("2");
        assertThat(site.keystile.keys().unrestricted().findWorkspace("acme")).contains(changed);
    }

    private ConsoleResponse edit(String version, String name) {
        return site.console.respond(TestRequest.post(
                        key + "edit",
                        "version",
                        version,
                        "name",
                        name,
                        "permission",
                        "flows:read",
                        "permission",
                        "flows:execute",
                        "owner",
                        "",
                        "expiry",
                        "keep")
                .as(TestUsers.MANAGER));
    }

    private ConsoleResponse rotate(String nonce) {
        return site.console.respond(TestRequest.post(key + "rotate", "overlap", "PT24H", "nonce", nonce)
                .as(TestUsers.MANAGER));
    }

    private ApiKeyRecord changeByAnother() {
        ApiKeySettings theirs =
                site.first.record().settings().withName("theirs").withOwner("Team B");
        return site.keystile.keys().update(Site.SYSTEM, site.first.record(), theirs);
    }

    private ApiKeyRecord find() {
        return site.keystile
                .keys()
                .unrestricted()
                .find(site.first.record().id())
                .orElseThrow();
    }
}
